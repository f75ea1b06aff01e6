"""The pages as a browser without a script, a search engine and a screen reader receive them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import LanguageAccept
from werkzeug.test import TestResponse

from arkit.checks.channel import CHANNELS, channel
from arkit.checks.structure import structure
from arkit.errors import CheckError, NotFoundError
from arkit.product import KINDS
from arkit.transforms import Asked, find_reading
from server.catalog.store import Filter
from server.contract import CheckResult, Choice, ProductCard, ProductDetail, ShadeOption, Text, Truth, VariantOption
from server.errors import register_errors
from server.pages.assets import Manifest
from server.pages.figures import figure, money, size
from server.pages.language import choose_language, choose_locale
from server.pages.messages import evidence_words, load_messages, page_messages, rule_words, translate
from server.pages.routes import create_pages
from tests import build

CASES = Path(__file__).resolve().parent.parent / "cases"
ALLOWED_ENGLISH = {"arkit", "English", "Hill", "GTIN", "cm", "mm", "MB", "ΔE", "CIEDE2000", "E", "khronos"}
"""On a Chinese page: the shop's name, the language switch, brands, units."""


def words(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def sofa(**changes: Any) -> ProductDetail:
    fields: dict[str, Any] = {
        "sku": "hill-sofa",
        "kind": "sofa",
        "attach": "floor",
        "title": words("山丘三人沙发", "Hill three-seat sofa"),
        "price": {"CNY": 6480, "USD": 899},
        "size_m": (2.18, 0.82, 0.92),
        "poster_url": "/files/aa/poster.png",
        "model_url": "/files/bb/hill-sofa.glb",
        "alt": words("山丘三人沙发，218 × 92 × 82 厘米，天鹅绒，苔绿", "Hill three-seat sofa, velvet, moss"),
        "color": words("苔绿", "moss"),
        "variants": [VariantOption(name="moss", title=words("苔绿天鹅绒", "Moss velvet"), color="#5f6b49")],
        "shade_count": 0,
        "gtin": "6901234567892",
        "brand": "Hill",
        "description": words("坐深一米。", "A metre deep."),
        "material": words("天鹅绒", "velvet"),
        "store_url": "/files/cc/hill-sofa.glb",
        "usdz_url": "/files/dd/hill-sofa.usdz",
        "bytes": 2_857_856,
        "triangles": 51_200,
        "truth": Truth(
            size_error_mm=0.4,
            unit=Choice(chosen="mm", evidence=""),
            up=Choice(chosen="", evidence=""),
            delta_e=0.6,
            checks=[CheckResult(channel="khronos", rule="triangles", limit=100_000, value=51_200, ok=True)],
        ),
        "shades": [],
    }
    return ProductDetail(**(fields | changes))


REDS = sofa(
    sku="reds",
    kind="lipstick",
    attach="lips",
    title=words("三支红", "Three reds"),
    size_m=None,
    poster_url=None,
    model_url=None,
    store_url=None,
    usdz_url=None,
    truth=None,
    variants=[],
    shade_count=2,
    shades=[
        ShadeOption(id="r1", name=words("正红", "True red"), color="#A2253B", finish="satin"),
        ShadeOption(id="r2", name=words("砖红", "Brick"), color="#8F3B2F", finish="matte"),
    ],
)


class Shelf:
    """A catalogue of what it is given."""

    def __init__(self, *products: ProductDetail) -> None:
        self.products = {product.sku: product for product in products}

    def cards(self, wanted: Filter | None = None) -> list[ProductCard]:
        fits = [product for product in self.products.values() if not wanted or wanted.kind in ("", product.kind)]
        names = ProductCard.__dataclass_fields__
        return [ProductCard(**{name: getattr(product, name) for name in names}) for product in fits]

    def detail(self, sku: str) -> ProductDetail:
        if sku not in self.products:
            raise NotFoundError(f'There is no product "{sku}".')
        return self.products[sku]


def visit(*products: ProductDetail, viewer_folder: Path = Path("absent")) -> FlaskClient:
    app = Flask("server")
    register_errors(app)
    app.register_blueprint(create_pages(Shelf(*products), viewer_folder=viewer_folder))
    return app.test_client()


class Reader(HTMLParser):
    """Collects what a person sees or hears of a page, and the JSON it carries."""

    SPOKEN = ("alt", "aria-label", "title", "placeholder")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.spoken: list[str] = []
        self.json: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._open.append((tag, found))
        self.spoken += [found[name] for name in self.SPOKEN if name in found]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, attributes = self._open[-1] if self._open else ("", {})
        if tag == "script" and "json" in attributes.get("type", ""):
            self.json[attributes.get("id", "json-ld")] = json.loads(data)
        elif tag not in ("script", "style"):
            self.spoken.append(data)


def read(answer: TestResponse) -> Reader:
    return Reader(answer.text)


# Words ---------------------------------------------------------------------------------------------------------------


def test_both_languages_have_the_same_keys_and_places() -> None:
    messages = load_messages()

    assert messages["zh"].keys() == messages["en"].keys()
    for key, chinese in messages["zh"].items():
        assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", messages["en"][key])), key
        assert chinese and messages["en"][key], key


def test_every_kind_has_a_name() -> None:
    assert {f"kind.{kind}" for kind in KINDS} <= load_messages()["en"].keys()


def test_a_lone_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "zh.json").write_text('{"shop": {"a": "一", "b": "二"}}', encoding="utf-8")
    (tmp_path / "en.json").write_text('{"shop": {"a": "one"}}', encoding="utf-8")

    with pytest.raises(CheckError, match=r"only one has shop\.b"):
        load_messages(tmp_path)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(CheckError, match=r"shop\.nothing"):
        translate({"shop.a": "one"}, "shop.nothing")


def test_every_rule_of_the_checks_has_words() -> None:
    document = build.box(1, 1, 1)
    checks = [*structure(document), *(check for name in CHANNELS for check in channel(document, name, file_bytes=1))]

    for words in load_messages().values():
        assert [check.rule for check in checks if f"check.{_slug(check.rule)}" not in words] == []


def test_a_rule_that_nobody_translated_keeps_its_own_words() -> None:
    assert rule_words({}, "bones") == "bones"


SOFA_M = (2.18, 0.82, 0.92)


@pytest.mark.parametrize(
    "asked",
    [
        Asked(SOFA_M),
        Asked(SOFA_M, unit="mm", up="z"),
        Asked(SOFA_M, declared_unit="mm", declared_up="z", format="gltf"),
        Asked(unit="mm", up="z"),
        Asked(declared_unit="mm", declared_up="z", format="fbx"),
        Asked(up="z", declared_unit="mm", format="stl"),
    ],
)
def test_what_the_converter_says_of_a_unit_is_told_in_chinese(asked: Asked) -> None:
    corners = np.array([[0.0, 0.0, 0.0], [2180.0, 920.0, 820.0]])  # millimetres, z up
    reading = find_reading(corners, asked)

    for evidence in (reading.evidence_unit, reading.evidence_up):
        told = evidence_words(load_messages()["zh"], evidence)
        assert told is not None, evidence
        assert re.search("[\u4e00-\u9fff]", told)


def test_evidence_without_words_keeps_its_own() -> None:
    assert evidence_words(load_messages()["zh"], "a hunch") is None
    assert evidence_words({}, "stated") is None


def _slug(rule: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", rule.lower()).strip("_")


def test_a_page_gets_its_own_words_and_the_shared_ones() -> None:
    assert page_messages({"shop.a": "1", "product.b": "2", "site.c": "3"}, "shop") == {"shop.a": "1", "site.c": "3"}


def test_every_key_that_the_viewer_asks_for_exists() -> None:
    source = Path(__file__).resolve().parents[2] / "viewer" / "src"
    sections = {key.split(".")[0] for key in load_messages()["en"]}
    texts = [path.read_text(encoding="utf-8") for path in source.rglob("*.ts")]
    asked = {key for text in texts for key in re.findall(r'"([a-z]+\.[a-z_]+)"', text) if key.split(".")[0] in sections}

    assert asked
    assert asked <= load_messages()["en"].keys()


@pytest.mark.parametrize("address", ["/", "/p/hill-sofa", "/p/reds", "/p/none", "/nowhere"])
def test_a_chinese_page_speaks_no_english(address: str) -> None:
    page = read(visit(sofa(), REDS).get(f"{address}?lang=zh"))

    found = {word for text in page.spoken for word in re.findall(r"[A-Za-zΔ]+\d*", text)}
    assert found - ALLOWED_ENGLISH == set()


@pytest.mark.parametrize("address", ["/", "/p/hill-sofa", "/p/reds", "/nowhere"])
def test_an_english_page_speaks_no_chinese(address: str) -> None:
    page = read(visit(sofa(truth=None), REDS).get(f"{address}?lang=en"))

    assert {text for text in page.spoken if re.search(r"[\u4e00-\u9fff]", text)} == {"中文"}


# Language ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "lang"),
    [
        ("zh", "en", "en", "zh"),
        ("fr", "zh", "en", "zh"),
        (None, None, "fr,zh-TW;q=0.8,en;q=0.5", "zh"),
        (None, "xx", "en-GB", "en"),
        (None, None, "fr", "en"),
    ],
)
def test_the_address_wins_then_the_cookie_then_the_browser(
    asked: str | None, remembered: str | None, accepted: str, lang: str
) -> None:
    weighed = [(tag.split(";")[0], float(tag.partition("q=")[2] or 1)) for tag in accepted.split(",")]

    assert choose_language(asked, remembered, LanguageAccept(weighed)) == lang


def test_the_locale_is_the_browsers_own() -> None:
    assert choose_locale("en", LanguageAccept([("zh-CN", 1), ("en-GB", 0.5)])) == "en-GB"
    assert choose_locale("zh", LanguageAccept([("en-US", 1)])) == "zh-CN"


def test_the_asked_language_is_remembered() -> None:
    client = visit(sofa())

    assert client.get("/?lang=zh").headers["Content-Language"] == "zh-Hans"
    assert client.get("/").headers["Content-Language"] == "zh-Hans"
    assert "Accept-Language" in client.get("/").headers["Vary"]


def test_both_languages_are_linked() -> None:
    text = visit(sofa()).get("/p/hill-sofa?lang=zh").text

    assert 'hreflang="en" href="http://localhost/p/hill-sofa?lang=en"' in text
    assert 'hreflang="zh-Hans" href="http://localhost/p/hill-sofa?lang=zh"' in text


# Figures -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", json.loads((CASES / "money.json").read_text(encoding="utf-8")))
def test_money(case: dict[str, Any]) -> None:
    assert money(case["price"], case["lang"]).replace("\u00a0", " ") == case["text"]


@pytest.mark.parametrize("case", json.loads((CASES / "size.json").read_text(encoding="utf-8")))
def test_size(case: dict[str, Any]) -> None:
    assert size(case["size_m"], case["unit"]) == case["text"]


def test_figures_of_checks() -> None:
    assert [figure(value) for value in (100_000, 0.6, 3.0, "WebP")] == ["100,000", "0.6", "3", "WebP"]


# Pages ---------------------------------------------------------------------------------------------------------------


def test_the_shop_shows_every_product_without_a_script() -> None:
    text = visit(sofa(), REDS).get("/?lang=en").text

    assert 'href="/p/hill-sofa"' in text
    assert "Hill three-seat sofa" in text
    assert "$899" in text
    assert "218 × 92 × 82 cm" in text
    assert "2 shades" in text
    assert '<img src="/files/aa/poster.png" alt="Hill three-seat sofa, velvet, moss"' in text


def test_the_shop_narrows_without_a_script() -> None:
    text = visit(sofa(), REDS).get("/?kind=lipstick&lang=en").text

    assert re.search(r'<li data-sku="hill-sofa" hidden>', text)
    assert re.search(r'<li data-sku="reds">', text)


def test_an_empty_shop_leads_to_the_studio() -> None:
    assert 'class="button primary" href="/studio"' in visit().get("/").text


def test_the_product_page_says_size_price_and_truth() -> None:
    text = visit(sofa()).get("/p/hill-sofa?lang=en").text

    assert '<span data-lengths-m="2.18">218 <i data-unit>cm</i></span><b style="--sd:0.02%"></b>' in text
    assert "0.4 mm off the catalogue" in text
    assert 'href="/room?sku=hill-sofa" data-place' in text
    assert 'href="/mall?sku=hill-sofa"' in text


def test_make_up_leads_to_the_mirror() -> None:
    text = visit(REDS).get("/p/reds").text

    assert 'href="/mirror?sku=reds"' in text
    assert "data-place" not in text


def test_a_model_far_off_is_called_so() -> None:
    nothing = Choice(chosen="", evidence="")
    truth = Truth(size_error_mm=80.0, unit=nothing, up=nothing, delta_e=None, checks=[])

    text = visit(sofa(truth=truth)).get("/p/hill-sofa?lang=en").text

    assert "Size differs" in text
    assert "Colour not verified" in text
    assert '<span class="badge">' not in text


def test_search_engines_read_the_product_with_its_models() -> None:
    data = read(visit(sofa()).get("/p/hill-sofa?lang=en")).json["json-ld"]

    assert data["@type"] == "Product"
    assert data["gtin"] == "6901234567892"
    assert data["offers"] == {
        "@type": "Offer",
        "priceCurrency": "USD",
        "price": "899.00",
        "url": "http://localhost/p/hill-sofa",
    }
    assert (data["width"]["value"], data["height"]["value"], data["depth"]["value"]) == (218, 82, 92)
    assert [(entry["contentUrl"], entry["encodingFormat"]) for entry in data["subjectOf"]["encoding"]] == [
        ("http://localhost/files/cc/hill-sofa.glb", "model/gltf-binary"),
        ("http://localhost/files/dd/hill-sofa.usdz", "model/vnd.usdz+zip"),
    ]


def test_what_is_not_known_is_left_out_for_search_engines() -> None:
    data = read(visit(REDS).get("/p/reds")).json["json-ld"]

    assert not {"width", "subjectOf", "image"} & data.keys()


def test_the_script_gets_its_data_and_words() -> None:
    page = read(visit(sofa(title=words("沙发</script><b>", "Sofa</script>"))).get("/p/hill-sofa?lang=zh"))

    assert page.json["page-data"]["product"]["title"]["zh"] == "沙发</script><b>"
    assert page.json["messages"]["product.place"] == "放进我家看看"
    assert not any(key.startswith("shop.") for key in page.json["messages"])


def test_a_missing_product_is_a_designed_404() -> None:
    answer = visit().get("/p/none?lang=zh", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "这里没有东西" in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text


# The viewer's files --------------------------------------------------------------------------------------------------


def test_pages_link_the_hashed_files_of_their_own_chunk(tmp_path: Path) -> None:
    manifest = {
        "src/main.ts": {"file": "assets/main-1.js", "css": ["assets/main-1.css"], "isEntry": True},
        "src/features/shop/page.ts": {
            "file": "assets/shop-2.js",
            "css": ["assets/shop-2.css"],
            "imports": ["_stage.js"],
        },
        "_stage.js": {"file": "assets/stage-3.js", "imports": ["src/main.ts"]},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    assets = Manifest(tmp_path).page("shop")

    assert assets.styles == ("/static/viewer/assets/main-1.css", "/static/viewer/assets/shop-2.css")
    assert assets.script == "/static/viewer/assets/main-1.js"
    assert assets.preload == ("/static/viewer/assets/shop-2.js", "/static/viewer/assets/stage-3.js")
    text = visit(sofa(), viewer_folder=tmp_path).get("/").text
    assert '<script type="module" src="/static/viewer/assets/main-1.js">' in text


def test_without_a_built_viewer_the_pages_still_stand(tmp_path: Path) -> None:
    text = visit(sofa(), viewer_folder=tmp_path).get("/").text

    assert "hill-sofa" in text
    assert '<script type="module"' not in text
