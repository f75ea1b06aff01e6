"""What the answers say, in the shopper's languages. One sentence each; `{}` fields are filled by `say`."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

_WORDS: dict[str, dict[str, str]] = {
    "fits": {"en": "It fits, with at least {spare} cm to spare.", "zh": "放得下，四周至少余 {spare} 厘米。"},
    "overlaps": {"en": "It runs {deep} cm into {what}.", "zh": "会碰到{what}，重叠 {deep} 厘米。"},
    "edge": {
        "en": "{spare} cm to {what} is less than the measurement is sure of (± {sd} cm); measure that gap.",
        "zh": "距{what}只有 {spare} 厘米，小于测量误差（± {sd} 厘米），请再量一次。",
    },
    "edge_short": {
        "en": "It lacks {short} cm to {what}, no more than the measurement is unsure of (± {sd} cm); measure that gap.",
        "zh": "距{what}差 {short} 厘米，在测量误差（± {sd} 厘米）之内，请再量一次。",
    },
    "hollow": {
        "en": "Its outline overlaps {what}, but the shape has hollows and may slide under or over.",
        "zh": "外轮廓与{what}重叠，但产品有空隙，也许能错开放置。",
    },
    "in_box": {
        "en": "It overlaps the outline of {what} but touches nothing scanned of it; there may be a hollow there.",
        "zh": "与{what}的外框重叠，但没有碰到实际扫描到的表面，也许正好在空隙里。",
    },
    "unseen": {
        "en": "Nothing is known to stand there, but not all of that place was seen; look there, or scan it too.",
        "zh": "没有发现障碍，但这个位置没有全部拍到，请查看或补拍。",
    },
    "unseen_rest": {
        "en": "No place that was seen is free for it; what was not seen may be.",
        "zh": "拍到的范围里没有放得下的位置，没拍到的地方不能确定。",
    },
    "unseen_side": {
        "en": "{side}: {need} cm is wanted ({why}); not all of it was seen.",
        "zh": "{side}：建议 {need} 厘米（{why}），但没有全部拍到。",
    },
    "outside": {"en": "It stands partly outside the room.", "zh": "有一部分在房间之外。"},
    "nowhere": {"en": "There is no free place for it in this room.", "zh": "这个房间里没有放得下它的位置。"},
    "maybe_nowhere": {
        "en": "No place was found that is surely free. The nearest to one: {there}",
        "zh": "没有确定放得下的位置。最接近的一处：{there}",
    },
    "raised": {
        "en": "On the raised floor, {high} cm up: {there}",
        "zh": "在高出 {high} 厘米的地台上：{there}",
    },
    "only_there": {"en": "The only place found where it fits.", "zh": "只找到这一处放得下的位置。"},
    "yes": {"en": "It fits", "zh": "放得下"},
    "yes_but": {"en": "It fits, with less room around it than it wants", "zh": "放得下，但周围的空间不够宽裕"},
    "no": {"en": "It does not fit", "zh": "放不下"},
    "none_found": {"en": "No place was found for it", "zh": "没有找到放得下的位置"},
    "open": {"en": "Whether it fits is too close to call", "zh": "无法确定是否放得下"},
    "elsewhere": {
        "en": "The best of {count} places where it fits.",
        "zh": "放得下的位置有 {count} 处，这是最合适的一处。",
    },
    "narrow": {
        "en": "{side}: {have} cm, {need} cm is wanted ({why}).",
        "zh": "{side}：{have} 厘米，建议 {need} 厘米（{why}）。",
    },
    "blocks_door": {"en": "It stands where the door swings.", "zh": "挡住了门的开合范围。"},
    "cut_off": {
        "en": "The way from the door to its front narrows to {have} cm; {need} cm is wanted.",
        "zh": "从门口到它前面的通道最窄处 {have} 厘米，建议 {need} 厘米。",
    },
    "through": {
        "en": "It passes the {width} x {height} cm opening {how}, with {spare} cm to spare.",
        "zh": "能通过 {width}×{height} 厘米的门洞（{how}），余量 {spare} 厘米。",
    },
    "turned": {
        "en": "It passes the {width} x {height} cm opening {how}, turned about the jamb on the way.",
        "zh": "{how}，绕门框转动，能通过 {width}×{height} 厘米的门洞。",
    },
    "tilted": {
        "en": "It passes the {width} x {height} cm opening on edge, one part first and then tilted under the lintel; "
        "the ceiling must be {ceiling} cm high on both sides.",
        "zh": "侧立着先进一端，再从门楣下翻转，能通过 {width}×{height} 厘米的门洞；"
        "门两侧的天花板须有 {ceiling} 厘米高。",
    },
    "on_feet": {"en": "on its feet", "zh": "立着"},
    "stood_on_end": {"en": "stood on its end", "zh": "一端着地竖起"},
    "laid_on_back": {"en": "laid on its back", "zh": "靠背着地放倒"},
    "stuck": {
        "en": "It passes the {width} x {height} cm opening in no way: {short} cm too large.",
        "zh": "无论怎样都无法通过 {width}×{height} 厘米的门洞，大了 {short} 厘米。",
    },
    "stuck_hollow": {
        "en": "It passes the {width} x {height} cm opening in no way, its hollows threaded past the jamb or not.",
        "zh": "即使利用空隙绕过门框，也无法通过 {width}×{height} 厘米的门洞。",
    },
    "stuck_upright": {
        "en": "Kept upright it cannot pass the {width} x {height} cm opening: {short} cm too large.",
        "zh": "保持直立无法通过 {width}×{height} 厘米的门洞，大了 {short} 厘米。",
    },
    "door_edge": {
        "en": "It passes by {spare} cm, less than the sizes are sure of (± {sd} cm); measure the opening.",
        "zh": "理论余量 {spare} 厘米，小于测量误差（± {sd} 厘米），请再量一次门洞。",
    },
    "door_short": {
        "en": "It lacks {short} cm by the sizes stated, about as much as they are unsure of (± {sd} cm).",
        "zh": "按标注尺寸差 {short} 厘米，与测量误差（± {sd} 厘米）相当。",
    },
    "door_hollow": {
        "en": "As a parcel it does not pass; unpacked, threading its hollows past the jamb is too close to call.",
        "zh": "带包装无法通过；拆开后能否错开门框转进去，差别很小，无法确定。",
    },
    "door_corridor": {
        "en": "It would pass the opening, but the {corridor} cm before it may be too little to turn it.",
        "zh": "门洞本身够大，但门前只有 {corridor} 厘米，可能转不过来。",
    },
    "corridor_short": {
        "en": "The opening is large enough, but with {corridor} cm before it the product cannot be turned into it "
        "base down; tilted it may.",
        "zh": "门洞本身够大，但门前只有 {corridor} 厘米，底朝下转不进去；倾斜着也许可以。",
    },
    "door_unsure": {
        "en": "No straight push passes it ({short} cm short), yet no proof was found that no turn does.",
        "zh": "直推差 {short} 厘米，但不能证明转动后一定不行。",
    },
    "no_door": {"en": "The room's record has no door to pass.", "zh": "房间数据里没有门。"},
    "as_it_stands": {"en": "as it stands", "zh": "直立搬入"},
    "on_side": {"en": "laid over by {tilt}°", "zh": "倾斜 {tilt}°"},
    "on_end": {"en": "set on its end or side", "zh": "侧立或竖起"},
}
SIDES: dict[str, Words] = {
    "left": {"en": "left of it", "zh": "左侧"},
    "right": {"en": "right of it", "zh": "右侧"},
    "front": {"en": "before it", "zh": "前方"},
    "back": {"en": "behind it", "zh": "后方"},
    "above": {"en": "above it", "zh": "上方"},
}
_THINGS: dict[str, str] = {
    "wall": "墙",
    "ceiling": "天花板",
    "floor": "地面",
    "furniture": "家具",
    "sofa": "沙发",
    "couch": "沙发",
    "table": "桌子",
    "desk": "书桌",
    "chair": "椅子",
    "bed": "床",
    "wardrobe": "衣柜",
    "cabinet": "柜子",
    "shelf": "架子",
    "lamp": "灯",
    "plant": "植物",
    "screen": "屏幕",
    "window": "窗",
    "door": "门",
    "storage": "柜子",
    "platform": "地台",
}


def say(key: str, **facts: object) -> Words:
    """A sentence in every language; a fact that is itself words is put in in that language."""
    return {
        language: text.format(**{name: _in(value, language) for name, value in facts.items()})
        for language, text in _WORDS[key].items()
    }


def thing(label: str) -> Words:
    """What an obstacle is called: "the table", "桌子"."""
    plain = (label or "furniture").lower()
    name = _THINGS.get(plain, plain)
    return {"en": f"the {plain}", "zh": name}


def cm(length_m: float) -> str:
    """Metres as centimetres with one decimal, none from 10 cm on."""
    value = 100 * length_m
    return f"{value:.1f}" if abs(value) < 9.95 else f"{value:.0f}"


def _in(value: object, language: str) -> object:
    return value[language] if isinstance(value, Mapping) else value


__all__ = ["SIDES", "Words", "cm", "say", "thing"]
