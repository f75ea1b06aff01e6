"""The rules of arkit's checks in Chinese; what is not in the table is shown as it is written."""

from __future__ import annotations

import re

RULES: dict[str, str] = {
    "file bytes": "文件字节数",
    "file bytes, recommended": "文件字节数（建议）",
    "file bytes, typical": "文件字节数（常见）",
    "triangles": "三角形",
    "vertices, recommended": "顶点数（建议）",
    "texture pixels a side": "贴图单边像素",
    "smallest texture, pixels, at least": "最小贴图像素，至少",
    "draw calls": "绘制调用",
    "draw calls, recommended": "绘制调用（建议）",
    "textures not a power of two": "边长非 2 的幂的贴图",
    "materials": "材质数",
    "bones": "骨骼数",
    "animation, s": "动画时长，秒",
    "uv sets": "UV 组数",
    "lowest point above or below the floor, m": "最低点离地，米",
    "brightest base colour, sRGB code": "最亮底色（sRGB）",
    "darkest base colour, sRGB code, at least": "最暗底色（sRGB），至少",
    "extensions a reader must know": "读取所必需的扩展",
    "textures neither PNG nor JPEG": "非 PNG/JPEG 的贴图",
    "edges of more than two triangles": "三面以上共用的边（非流形）",
    "triangles without area": "无面积三角形",
    "root nodes that are moved, turned or scaled": "带变换的根节点",
    "names of other letters than a-z, 0-9, _ and -": "名称含 a-z 0-9 _ - 以外字符",
    "uv outside 0…1, part": "UV 超出 0…1 的比例",
    "uv mirrored, part": "UV 镜像的比例",
    "uv overlapping, part": "UV 重叠的比例",
    "triangles without uv area": "无 UV 面积的三角形",
    "pixels between uv charts at 1024, at least": "UV 岛间距（1024 格像素），至少",
    "texels a metre, thinnest, at least": "每米纹素（最疏），至少",
    "texels a metre, densest": "每米纹素（最密）",
    "base colour outside 30…243, part of the worst material": "底色超出 30…243 的比例（最差材质）",
    "metals darker than 180": "暗于 180 的金属",
    "origin off the bottom middle, m": "原点偏离底部中心，米",
    "origin off the back middle, m": "原点偏离背面中心，米",
    "origin off the top middle, m": "原点偏离顶部中心，米",
    "width off the stated one, m": "宽与标称之差，米",
    "height off the stated one, m": "高与标称之差，米",
    "depth off the stated one, m": "深与标称之差，米",
    "left and right alike, at least as front and back": "左右相似度，不低于前后",
    "numbers that are not finite": "非有限数值",
    "minima and maxima that are not the data's": "与数据不符的最小/最大值",
    "positions without minimum and maximum": "缺少最小/最大值的位置数据",
    "faces that ask for missing vertices": "引用不存在顶点的面",
    "attributes of unequal length": "长度不一的属性",
    "normals not of unit length": "非单位长度的法线",
    "tangents not of unit length or sign": "非单位长度或符号有误的切线",
    "skin weights that do not sum to 1": "总和不为 1 的蒙皮权重",
    "joints that the skin has not": "蒙皮中不存在的关节",
    "animation samplers out of order or length": "时间或长度有误的动画采样",
    "extensions that are not declared": "未声明的扩展",
    "extensions required but not used": "要求却未使用的扩展",
    "material values out of range": "超出范围的材质数值",
    "nodes that are no move, turn and scale": "无法分解的节点变换",
    "textures of a type glTF has not": "glTF 不支持的贴图类型",
    "uv sets with gaps in their numbers": "编号不连续的 UV 组",
    "primitives without normals": "缺少法线的图元",
    "textured primitives without the uv they need": "有贴图却缺 UV 的图元",
    "triangles without area, part": "无面积三角形的比例",
    "triangles against their normals, part": "与法线相反的三角形比例",
    "closed parts turned inside out": "内外翻转的封闭部件",
    "longest side, m, at least": "最长边，米，至少",
    "longest side, m, at most": "最长边，米，至多",
    "errors": "错误",
    "errors once decoded": "解码后错误",
}
CHANNELS: dict[str, tuple[str, str]] = {
    "structure": ("结构", "Structure"),
    "validator": ("Khronos 校验器", "Khronos validator"),
    "khronos": ("Khronos 3D 商务", "Khronos 3D Commerce"),
    "google": ("Google 商家", "Google Merchant"),
    "amazon": ("亚马逊", "Amazon"),
    "shopify": ("Shopify", "Shopify"),
    "apple": ("苹果快速查看", "Apple Quick Look"),
    "usdz": ("USDZ", "USDZ"),
    "auditor": ("资产审查", "Asset auditor"),
}
STAGES: dict[str, tuple[str, str]] = {
    "read": ("读取", "read"),
    "orient": ("定尺寸与朝向", "size and orientation"),
    "normals": ("法线与清理", "normals and cleaning"),
    "compress": ("压缩", "compress"),
    "write": ("写出", "write"),
    "measure": ("测量", "measure"),
    "check": ("检查", "check"),
    "poster": ("海报", "poster"),
    "report": ("报告图片", "report pictures"),
}


def in_chinese(rule: str) -> str:
    """A rule in Chinese; its own words where the table has none."""
    return RULES.get(rule, re.sub(r"\s+", " ", rule))


__all__ = ["CHANNELS", "RULES", "STAGES", "in_chinese"]
