"""The 300 shades of velvet-300 in words: families of tones, each with its corner of colour space and its names.

A tone gives the ranges of CIELAB lightness, chroma and hue (degrees) that its names suit. Its names run from light
to dark: one line each, Chinese | English, and a finish where the name promises one ("Copper Kettle" is metallic).
All names are our own.
"""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]
LETTERS = {"m": "matte", "s": "satin", "g": "gloss", "r": "sheer", "k": "metallic"}


@dataclass(frozen=True, slots=True)
class Tone:
    """One corner of CIELAB (hue in degrees), the finishes taken in turn, the names from light to dark."""

    family: str
    lightness: Range
    chroma: Range
    hue_deg: Range
    finishes: str
    names: str


TONES: tuple[Tone, ...] = (
    Tone(
        "nude",
        (73, 81),
        (13, 22),
        (46, 70),
        "srsmg",
        """
        象牙绢 | Ivory Silk
        燕麦奶 | Oat Milk
        宣纸 | Rice Paper
        杏仁霜 | Almond Cream
        白沙 | White Sand
        奶油司康 | Cream Scone
        棉麻 | Raw Linen
        浅滩 | Pale Shallows
        裸杏 | Bare Apricot
        晒麦 | Sunned Wheat
        沙丘 | Quiet Dune
        信笺 | Letter Paper""",
    ),
    Tone(
        "nude",
        (66, 75),
        (24, 36),
        (40, 58),
        "smgsr",
        """
        白桃皮 | White Peach Skin
        蜜瓜奶 | Melon Milk
        柿霜 | Persimmon Frost
        杏桃酥 | Apricot Crumble
        柔光 | Soft Lamplight
        蜂蜜吐司 | Honey Toast
        琥珀奶 | Amber Milk
        暖沙 | Warm Sand
        奶油南瓜 | Butternut Cream
        午后 | Late Afternoon
        木瓜牛奶 | Papaya Milk
        陶土杏 | Clay Apricot""",
    ),
    Tone(
        "nude",
        (60, 70),
        (18, 30),
        (10, 32),
        "smsrm",
        """
        旧蕾丝 | Vintage Lace
        素颜 | Bare Face
        芭蕾鞋 | Ballet Slipper
        粉晶 | Rose Quartz
        睡莲 | Sleeping Lily
        奶茶玫瑰 | Milk Tea Rose
        轻语 | Soft Whisper
        粉陶 | Blush Pottery
        压花 | Pressed Petal
        绒缎带 | Plush Ribbon
        风干桃 | Dried Peach""",
    ),
    Tone(
        "nude",
        (54, 66),
        (24, 38),
        (52, 68),
        "msmgk",
        """
        三分糖 | Light Sugar Tea
        拿铁 | Morning Latte
        焦糖布丁 | Caramel Custard
        驼绒 | Camel Hair
        麦芽糖 | Malt Candy
        姜饼 | Gingerbread
        栗子奶 | Chestnut Milk
        太妃糖 | Toffee Drop
        花生酱 | Peanut Butter
        枫糖 | Maple Syrup
        麂皮 | Soft Suede
        核桃酥 | Walnut Cookie""",
    ),
    Tone(
        "nude",
        (47, 59),
        (23, 36),
        (14, 36),
        "mssmr",
        """
        豆沙杏 | Apricot Bean Paste
        红豆奶 | Red Bean Milk
        山楂奶昔 | Hawthorn Shake
        藕粉 | Lotus Root
        茶玫瑰 | Tea Rose Hour
        旧毛衣 | Worn Cardigan
        豆沙酥 | Bean Paste Pastry
        肉桂粉 | Cinnamon Blush
        晚风 | Evening Breeze
        赤豆糕 | Adzuki Cake
        陶罐 | Clay Jar
        枣泥 | Jujube Paste""",
    ),
    Tone(
        "pink",
        (70, 79),
        (17, 31),
        (350, 378),
        "rgssm",
        """
        樱花雪 | Sakura Snow
        粉雾 | Pink Mist
        婴儿袜 | Baby Sock
        棉花糖 | Candy Floss
        兔耳朵 | Rabbit Ear
        初樱 | First Sakura
        草莓牛奶 | Strawberry Milk
        蔷薇露 | Briar Dew
        杏花雨 | Apricot Blossom Rain
        粉贝 | Pink Seashell
        云霞 | Rosy Cloud
        荷尖 | Lotus Tip""",
    ),
    Tone(
        "pink",
        (60, 69),
        (39, 55),
        (352, 372),
        "gsrms",
        """
        糖霜 | Sugar Icing
        荔枝冻 | Lychee Jelly
        蓬蓬裙 | Tulle Skirt
        桃花汛 | Peach Blossom Tide
        泡泡糖 | Bubblegum Pop
        玫瑰冰沙 | Rose Slush
        火烈鸟 | Flamingo Feather
        糖果纸 | Candy Wrapper
        风车 | Paper Pinwheel
        石竹 | Garden Dianthus
        晚樱 | Late Sakura
        夹竹桃 | Oleander Bloom""",
    ),
    Tone(
        "pink",
        (50, 59),
        (37, 52),
        (354, 374),
        "smsgm",
        """
        荷塘 | Lotus Pond
        玫瑰糖 | Rose Candy
        绣球 | Hydrangea Bloom
        海棠 | Crabapple Blossom
        秋千 | Garden Swing
        芍药 | Peony Bud
        月季 | China Rose
        粉红电台 | Pink Radio
        舞裙 | Dancing Dress
        樱桃奶冻 | Cherry Panna Cotta
        玫瑰园 | Rose Garden
        蔷薇墙 | Rambling Rose""",
    ),
    Tone(
        "pink",
        (44, 56),
        (60, 76),
        (346, 368),
        "mgsmk",
        """
        霓虹 | Neon Sign
        电光玫瑰 | Electric Rose
        热带夜 | Tropical Night
        三角梅 | Bougainvillea
        舞台灯 | Stage Light
        火龙果 | Dragon Fruit
        高跟鞋 | Pink Stiletto
        派对 | After Party
        玫红帆 | Fuchsia Sail""",
    ),
    Tone(
        "coral",
        (64, 73),
        (40, 54),
        (32, 50),
        "gsrsm",
        """
        晨光 | First Light
        哈密瓜 | Cantaloupe
        西柚奶 | Grapefruit Milk
        蜜桃汽水 | Peach Soda
        海螺 | Pink Conch
        橙花蜜 | Orange Blossom Honey
        杏子酒 | Apricot Cordial
        珊瑚滩 | Coral Beach
        金鱼草 | Snapdragon
        鲑鱼溪 | Salmon Creek
        落日汽水 | Sunset Fizz""",
    ),
    Tone(
        "coral",
        (55, 64),
        (49, 65),
        (18, 33),
        "smgsm",
        """
        草莓冰 | Strawberry Ice
        番石榴 | Pink Guava
        桃红酒 | Rosé Spritz
        红心柚 | Ruby Pomelo
        西瓜汁 | Watermelon Juice
        仙人掌花 | Cactus Flower
        莓果刨冰 | Berry Shaved Ice
        珊瑚礁 | Coral Reef
        热带鱼 | Tropical Fish
        石榴花 | Pomegranate Blossom
        扶桑 | Hibiscus Isle
        锦鲤 | Koi Pond""",
    ),
    Tone(
        "coral",
        (57, 68),
        (60, 78),
        (45, 60),
        "gmsmr",
        """
        蜜柑 | Sweet Satsuma
        橙汁 | Squeezed Orange
        木瓜 | Ripe Papaya
        金盏花 | Marigold
        胡萝卜 | Carrot Cake
        橘子海 | Tangerine Sea
        柿子 | Ripe Persimmon
        南瓜灯 | Pumpkin Lantern
        狐尾 | Fox Tail
        卷丹 | Tiger Lily""",
    ),
    Tone(
        "coral",
        (43, 54),
        (45, 60),
        (42, 57),
        "mmsmk",
        """
        秋橘 | Autumn Tangerine
        烤南瓜 | Roast Pumpkin
        夕照 | Last Sunlight
        藏红花 | Saffron Robe
        赤陶 | Terracotta Pot
        篝火 | Campfire Glow
        枫林 | Maple Grove
        烤红薯 | Roasted Yam
        峡谷 | Red Canyon
        辣椒粉 | Paprika Dust
        砖窑 | Brick Kiln
        锈铁 | Rusted Iron""",
    ),
    Tone(
        "red",
        (47, 56),
        (70, 90),
        (35, 43),
        "mgsms",
        """
        日出 | Red Sunrise
        虞美人 | Corn Poppy
        番茄 | Vine Tomato
        木棉 | Kapok Bloom
        小米椒 | Bird's Eye Chilli
        火焰 | Open Flame
        凤凰木 | Flame Tree
        红柿椒 | Red Pepper
        榴火 | Pomegranate Flame
        朱砂 | Cinnabar Seal
        龙虾 | Lobster Feast""",
    ),
    Tone(
        "red",
        (39, 49),
        (62, 84),
        (25, 35),
        "msmgm",
        """
        罂粟田 | Poppy Field
        苹果糖 | Candy Apple
        中国结 | Lucky Knot
        红灯笼 | Red Lantern
        邮筒 | Red Letterbox
        鞭炮 | Firecracker
        正红 | True Red
        红毯 | Red Carpet
        首映 | Opening Night
        嫁衣 | Wedding Robe
        红舞鞋 | Red Dance Shoes
        戏台 | Opera Stage
        红宝石 | Ruby Heart""",
    ),
    Tone(
        "red",
        (42, 52),
        (55, 70),
        (8, 21),
        "gsmsr",
        """
        糖葫芦 | Candied Hawthorn
        草莓酱 | Strawberry Jam
        杜鹃 | Red Azalea
        绯闻 | Scarlet Gossip
        山茶 | Red Camellia
        口红印 | Lip Print
        红醋栗 | Red Currant
        樱桃派 | Cherry Pie
        玫瑰果 | Wild Rosehip
        胭脂 | Carmine Rouge
        石榴籽 | Pomegranate Seed
        车厘子 | Sweet Cherry""",
    ),
    Tone(
        "red",
        (36, 46),
        (36, 50),
        (27, 43),
        "mmssm",
        """
        番茄干 | Sun-Dried Tomato
        陶土红 | Red Clay
        山楂条 | Hawthorn Strip
        砖墙 | Brick Wall
        铁锈玫瑰 | Rusty Rose
        红砖巷 | Brick Alley
        晚秋 | Late Autumn
        辣肉桂 | Hot Cinnamon
        赭石 | Red Ochre
        老城墙 | Old City Wall
        旧书皮 | Old Book Cover""",
    ),
    Tone(
        "red",
        (28, 38),
        (43, 60),
        (17, 33),
        "msmmg",
        """
        朱门 | Vermilion Gate
        复古红 | Vintage Red
        绛唇 | Crimson Lips
        石榴石 | Garnet Stone
        红玛瑙 | Red Agate
        深吻 | Long Kiss
        枣红 | Jujube Red
        幕布 | Velvet Curtain
        漆器 | Lacquer Box
        红钢琴 | Crimson Piano
        午夜场 | Midnight Screening
        黑樱桃 | Black Cherry""",
    ),
    Tone(
        "berry",
        (43, 55),
        (22, 35),
        (350, 372),
        "smmsr",
        """
        浆果酸奶 | Berry Yoghurt
        粉黛草 | Muhly Grass
        奶油树莓 | Raspberries and Cream
        藕荷 | Lotus Mauve
        雾莓 | Misty Berry
        灰玫瑰 | Ash Rose
        老照片 | Faded Photograph
        石楠 | Heather Hill
        玫瑰乌龙 | Rose Oolong
        旧戏票 | Theatre Ticket
        干玫瑰 | Dried Rose
        暮色玫瑰 | Dusk Rose""",
    ),
    Tone(
        "berry",
        (36, 47),
        (43, 59),
        (352, 370),
        "gsmsm",
        """
        仙客来 | Cyclamen
        覆盆子 | Raspberry Bush
        石榴汽水 | Pomegranate Soda
        玫瑰酱 | Rose Preserve
        紫荆 | Redbud
        莓果茶 | Berry Tea
        山莓 | Wild Bramble
        洛神花 | Roselle Iced Tea
        树莓酒 | Raspberry Liqueur
        杨梅 | Ripe Bayberry
        甜菜根 | Beetroot""",
    ),
    Tone(
        "berry",
        (23, 35),
        (28, 45),
        (355, 375),
        "mgsmk",
        """
        热红酒 | Mulled Wine
        红酒渍 | Wine Stain
        石榴酒 | Pomegranate Wine
        车厘子酒 | Cherry Brandy
        暗香 | Hidden Fragrance
        歌剧院 | Opera Box
        夜玫瑰 | Night Rose
        陈酿 | Aged Vintage
        樱桃核 | Cherry Stone
        无花果 | Ripe Fig
        桑葚 | Mulberry
        黑莓酱 | Blackberry Jam
        酒窖 | Wine Cellar""",
    ),
    Tone(
        "plum",
        (45, 64),
        (20, 38),
        (318, 346),
        "srgks",
        """
        丁香 | Lilac Lane
        雪青 | Snow Violet
        香芋奶 | Taro Milk
        薰衣草 | Lavender Field
        木槿 | Rose of Sharon
        紫藤 | Wisteria
        葡萄软糖 | Grape Gummy
        鸢尾 | Iris Petal
        桔梗 | Bellflower
        暮山紫 | Twilight Hills
        紫薯 | Purple Yam""",
    ),
    Tone(
        "plum",
        (20, 36),
        (22, 42),
        (324, 350),
        "msmkg",
        """
        占卜师 | Fortune Teller
        李子 | Ripe Plum
        紫丝绒 | Purple Velvet
        葡萄园 | Vineyard Night
        星云 | Nebula | metallic
        桑果酒 | Mulberry Wine
        西梅 | Prune Whip
        黑加仑 | Blackcurrant
        紫水晶 | Amethyst | metallic
        紫檀 | Purple Sandalwood
        茄紫 | Aubergine
        午夜紫 | Midnight Plum""",
    ),
    Tone(
        "brown",
        (40, 53),
        (26, 40),
        (43, 62),
        "mskms",
        """
        牛皮纸 | Kraft Paper
        琥珀 | Amber Bead
        肉桂卷 | Cinnamon Roll
        铜壶 | Copper Kettle | metallic
        焦糖咖啡 | Caramel Coffee
        榛果 | Hazelnut
        红糖 | Brown Sugar
        古铜 | Antique Bronze | metallic
        烤栗子 | Roasted Chestnut
        鞍革 | Saddle Leather
        雪松 | Cedar Bark
        胡桃木 | Walnut Wood""",
    ),
    Tone(
        "brown",
        (19, 36),
        (13, 31),
        (25, 56),
        "msmgk",
        """
        红棕马 | Bay Horse
        栗壳 | Chestnut Shell
        可可粉 | Cocoa Powder
        雪茄盒 | Cigar Box
        松露 | Chocolate Truffle
        普洱 | Aged Pu'er
        可乐 | Cola Fizz
        沉香 | Agarwood
        深烘 | Dark Roast
        烟熏木 | Smoked Oak
        咖啡渣 | Coffee Grounds
        苦可可 | Bitter Cocoa
        乌木 | Ebony""",
    ),
    Tone("bold", (86, 90), (3, 6), (300, 330), "k", "霜白 | White Frost"),
    Tone("bold", (71, 75), (42, 48), (82, 88), "k", "金箔 | Gold Leaf"),
    Tone("bold", (66, 70), (8, 12), (300, 320), "k", "银河 | Starlit River"),
    Tone("bold", (42, 46), (54, 60), (312, 318), "m", "紫罗兰 | Violet Flash"),
    Tone("bold", (36, 40), (22, 27), (205, 220), "k", "孔雀羽 | Peacock Feather"),
    Tone("bold", (32, 36), (20, 26), (125, 140), "m", "苔绿 | Forest Moss"),
    Tone("bold", (19, 23), (26, 32), (280, 290), "s", "午夜蓝 | Midnight Blue"),
    Tone("bold", (9, 13), (3, 6), (20, 50), "g", "墨玉 | Black Jade"),
)

__all__ = ["LETTERS", "TONES", "Range", "Tone"]
