"""What speaks for a reading of a file, in Chinese: the sentences of transforms and stand.py with their numbers.

Each English sentence is a pattern; what stands in braces is carried over, itself in Chinese where it is known. A
sentence that no pattern fits stays as it is, so that nothing said is lost.
"""

from __future__ import annotations

import re
from functools import cache

_SENTENCES: tuple[tuple[str, str], ...] = (
    # Unit and axes: transforms/size.py
    ("stated", "已指定"),
    ("stated, and it fits the size", "已指定，且与尺寸相符"),
    ("declared by the format", "由文件格式声明"),
    ("custom of the format", "该格式的惯例"),
    ("the model itself shows it", "由模型本身看出"),
    ("the only unit that fits this kind of thing", "只有这个单位符合这类商品"),
    ("the only reading that fits the size", "只有这一种读法与尺寸相符"),
    ("two readings fit the size, the format declares this one", "有两种读法与尺寸相符，文件格式声明的是这一种"),
    ("several readings fit the size, the model itself shows this one", "有多种读法与尺寸相符，由模型本身看出是这一种"),
    (
        "{why}: {unit}, {up} up: {size} cm, {off} % off at most",
        "{why}：单位 {unit}，{up} 轴向上：{size} 厘米，最多相差 {off} %",
    ),
    (
        "width and depth are exchanged in the file: turned, its front taken as {front}",
        "文件中宽与深互换：已转正，以 {front} 为正面",
    ),
    ("turned round: its front taken as {front}", "已转身：以 {front} 为正面"),
    ("the file declares {up} up, {other} up taken", "文件声明 {up} 轴向上，取 {other} 轴向上"),
    ("the file declares {unit}, its size says {other}", "文件声明单位为 {unit}，按尺寸应为 {other}"),
    (
        "the file declares {unit}: its longest side would be {longest} m; check it with --size",
        "文件声明单位为 {unit}：最长边将为 {longest} 米；请用 --size 核对",
    ),
    (
        "x up is rare: check that the size was given as width × depth × height",
        "x 轴向上很少见：请核对尺寸是否按宽 × 深 × 高给出",
    ),
    (
        "taken as a mirror image and mirrored back: check left and right, or give --no-mirror",
        "视为镜像并已翻回：请核对左右，或加 --no-mirror",
    ),
    ("faces looked inward: turned over", "面朝内：已翻转"),
    (
        "{up} up taken, but the model itself says {other} up: check it, or give {flag}",
        "取 {up} 轴向上，但模型本身显示 {other} 轴向上：请核对，或加 {flag}",
    ),
    (
        "{up} up taken, little tells it from {other} up: check it, or give {flag}",
        "取 {up} 轴向上，与 {other} 轴向上难以区分：请核对，或加 {flag}",
    ),
    (
        "front taken as {front}, maybe {other}: check it, or give {flag}",
        "以 {front} 为正面，也可能是 {other}：请核对，或加 {flag}",
    ),
    (
        "nothing tells whether the file is a mirror image: check left and right, or give {flag}",
        "无法判断文件是否为镜像：请核对左右，或加 {flag}",
    ),
    ("{unit} taken, {other} fits too: check it, or give {flag}", "取单位 {unit}，{other} 也符合：请核对，或加 {flag}"),
    (
        "unit {unit} taken as is usual for {format}: the longest side is {longest} m",
        "按 {format} 的惯例取单位 {unit}：最长边为 {longest} 米",
    ),
    (
        "unit {unit} taken: {kind} of {fits} m, not of {longest} m; check it with --size",
        "取单位 {unit}：{kind}长 {fits} 米，而非 {longest} 米；请用 --size 核对",
    ),
    ("{up} up taken as is usual for {format}", "按 {format} 的惯例取 {up} 轴向上"),
    ("{up} up taken because {reasons}", "取 {up} 轴向上，因为{reasons}"),
    # Origin: convert/stand.py
    (
        "the product's place: {place}; the file's origin is at its {pivot} ({off} mm)",
        "商品的位置：{place}；文件原点就在{pivot}（{off} 毫米）",
    ),
    (
        "the product's place: {place}; the file's origin was {off} mm from its {pivot}",
        "商品的位置：{place}；文件原点距{pivot} {off} 毫米",
    ),
    ("the product's place: {place}", "商品的位置：{place}"),
    ("a glTF's origin is meant", "glTF 的原点是有意设置的"),
    ("mesh formats have no meant origin: it stands on the floor", "网格格式没有约定的原点：置于地面"),
    # Witnesses of any product: transforms/judge.py, witnesses.py
    ("{off} off", "相差 {off}"),
    ("declares {up} up", "声明 {up} 轴向上"),
    ("declares {unit}", "声明单位 {unit}"),
    ("says right-handed", "规定为右手系"),
    ("{part} look outward", "{part} 朝外"),
    ("{part} look inward, their normals outward", "{part} 朝内，法线却朝外"),
    ("{part} look inward", "{part} 朝内"),
    ("read rightly ({sure})", "图案方向正确（{sure}）"),
    ("read mirrored ({sure})", "图案左右颠倒（{sure}）"),
    ("stands on {part} of its footprint", "以投影面积的 {part} 着地"),
    ("falls over", "会倒下"),
    ("the file's origin is where it rests", "文件原点就在它的着落处"),
    ("{names} do not lie {side}", "{names} 不在{side}"),
    ("{names} lie {side}", "{names} 在{side}"),
    # Witnesses of a kind: transforms/kinds.py
    ("its back rises behind the seat", "靠背在座面后方升起"),
    ("its tall side is not behind", "高的一侧不在后方"),
    ("it is wider below than above", "下宽上窄"),
    ("it is wider above than below", "上宽下窄"),
    ("it touches the floor with feet", "以脚着地"),
    ("its feet point up", "脚朝上"),
    ("its flat top is above", "平的台面在上"),
    ("its flat top is below", "平的台面在下"),
    ("most of its surface, the shade, is above", "大部分表面（灯罩）在上"),
    ("its shade is below", "灯罩在下"),
    ("it is narrower above", "上方较窄"),
    ("it is narrower below", "下方较窄"),
    ("it is closed above and open below", "上方封闭、下方敞开"),
    ("it is open above", "上方敞开"),
    ("its even side is below", "平整的一面在下"),
    ("its even side is above", "平整的一面在上"),
    ("its picture looks up", "画面朝上"),
    ("its picture looks down", "画面朝下"),
    ("its picture faces forward", "画面朝前"),
    ("its picture faces backward", "画面朝后"),
    ("its picture stands upright", "画面是正的"),
    ("its picture is upside down", "画面上下颠倒"),
    ("it is open in front", "前方敞开"),
    ("it is open behind", "后方敞开"),
    ("its frame stands out in front", "边框向前凸出"),
    ("its frame stands out behind", "边框向后凸出"),
    ("lenses in front, temples behind", "镜片在前，镜腿在后"),
    ("its temples lead forward", "镜腿朝前"),
    ("its temples bend down behind", "镜腿在后端向下弯"),
    ("its temples bend up behind", "镜腿在后端向上弯"),
    ("its weight hangs below", "重量垂在下方"),
    ("its weight is above", "重量在上方"),
    ("its hook is above", "耳钩在上"),
    ("its hook is below", "耳钩在下"),
)
_WORDS: dict[str, str] = {
    **{"below": "下方", "above": "上方", "behind": "后方", "in front": "前方"},
    **{"bridge": "鼻梁处", "crown": "头顶处", "hook": "耳钩处"},
    **{"nose": "鼻梁", "head": "头部", "ear": "耳部", "floor": "地面", "wall": "墙面", "ceiling": "天花板"},
    **{"table": "台面", "lips": "嘴唇", "product": "商品", "sofa": "沙发", "armchair": "扶手椅", "chair": "椅子"},
    **{"lamp": "灯", "shelf": "置物架", "rug": "地毯", "picture": "挂画", "glasses": "眼镜", "sunglasses": "太阳镜"},
    **{"hat": "帽子", "earrings": "耳环", "bottle": "瓶子", "lipstick": "口红", "decor": "摆件"},
    **{"format": "格式", "standing": "站立", "origin": "原点", "faces": "面", "pictures": "图案", "names": "名称"},
    **{"size": "尺寸", "back": "靠背", "seat": "座面", "feet": "脚", "top": "台面", "shade": "灯罩", "neck": "瓶颈"},
    **{"pile": "绒面", "opening": "开口", "frame": "边框", "lenses": "镜片", "temples": "镜腿", "drop": "垂坠"},
}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(english))), chinese)
        for english, chinese in _SENTENCES
    )


def chinese(sentence: str) -> str:
    """A sentence of evidence, or a word of it, in Chinese; what is not known stays as it is."""
    if sentence in _WORDS:
        return _WORDS[sentence]
    for pattern, told in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return told.format(**{name: chinese(_bare(part)) for name, part in found.groupdict().items()})
    parts = sentence.split("; ")
    return "；".join(chinese(part) for part in parts) if len(parts) > 1 else sentence


def _bare(word: str) -> str:
    """Without the article before a kind of product."""
    return re.sub(r"^an? (?=[a-z]+$)", "", word)


__all__ = ["chinese"]
