"""The badges, as data. What is added here, members earn by what they did before, too."""

from app.kit.texts import Text

from .schemas import Badge, BadgeId, Family, Measure

BADGES: tuple[Badge, ...] = (
    Badge(
        id=BadgeId.FIRST_LEAF,
        family=Family.RECEIVING,
        measure=Measure.DELIVERED,
        goal=1,
        name=Text(zh="初叶", en="First leaf"),
        deed=Text(zh="收到第 1 件兑换", en="Receive your first redemption"),
        story=Text(
            zh="第一件心愿送到的那天，桂枝抽出了第一片叶。",
            en="The day the first thing arrived, the branch put out its first leaf.",
        ),
    ),
    Badge(
        id=BadgeId.FIVE_LEAVES,
        family=Family.RECEIVING,
        measure=Measure.DELIVERED,
        goal=5,
        name=Text(zh="五叶成枝", en="Five leaves"),
        deed=Text(zh="收到 5 件兑换", en="Receive five redemptions"),
        story=Text(
            zh="五片叶子成一枝。从此每一次兑换，都有迹可循。",
            en="Five leaves make a branch; from here on it shows which way it grows.",
        ),
    ),
    Badge(
        id=BadgeId.FULL_CROWN,
        family=Family.RECEIVING,
        measure=Measure.DELIVERED,
        goal=20,
        name=Text(zh="满冠", en="A full crown"),
        deed=Text(zh="收到 20 件兑换", en="Receive twenty redemptions"),
        story=Text(
            zh="二十片叶子首尾相衔，编成一顶桂冠。古人把它戴给最好的诗人。",
            en=(
                "Twenty leaves, end to end, close into the crown once kept for the best "
                "of poets."
            ),
        ),
    ),
    Badge(
        id=BadgeId.FIVE_WAYS,
        family=Family.RECEIVING,
        measure=Measure.WAYS,
        goal=5,
        name=Text(zh="五路来信", en="Five roads"),
        deed=Text(zh="以 5 种方式收到兑换", en="Receive in five different ways"),
        story=Text(
            zh="直充、卡密、快递、预约、数字刊物……好东西从五条路向你走来。",
            en=(
                "Credited, by code, by parcel, by seat, by file: good things came down "
                "five roads."
            ),
        ),
    ),
    Badge(
        id=BadgeId.A_SEED,
        family=Family.GIVING,
        measure=Measure.GIFTS,
        goal=1,
        name=Text(zh="一粒种子", en="A seed"),
        deed=Text(zh="完成 1 次捐赠", en="Give once"),
        story=Text(
            zh="你把积分换成了一份没有收件人的礼物。种子会记得。",
            en="You turned points into a gift with no address on it. The seed remembers.",
        ),
    ),
    Badge(
        id=BadgeId.SMALL_GROVE,
        family=Family.GIVING,
        measure=Measure.PIECES_GIVEN,
        goal=10,
        name=Text(zh="小树林", en="A small grove"),
        deed=Text(zh="累计捐出 10 份", en="Give ten pieces in all"),
        story=Text(
            zh="一棵是树，十棵便是林。风沙经过这里，会慢下来。",
            en="One is a tree and ten are a grove; the sand slows down when it comes by.",
        ),
    ),
    Badge(
        id=BadgeId.AT_THE_TABLE,
        family=Family.RECEIVING,
        measure=Measure.BOOKED,
        goal=1,
        name=Text(zh="座上客", en="At the table"),
        deed=Text(zh="确认 1 次活动席位", en="Have one seat confirmed"),
        story=Text(
            zh="席位已留，茶已温。月桂的沙龙里，从此有你的位置。",
            en="A seat was kept and the tea was warm: there is a place for you at our table.",
        ),
    ),
    Badge(
        id=BadgeId.OPEN_BOOK,
        family=Family.READING,
        measure=Measure.READ,
        goal=10,
        name=Text(zh="开卷", en="An open book"),
        deed=Text(zh="读完 10 篇文章", en="Read ten articles"),
        story=Text(
            zh="开卷有益。前十篇，是读者与编辑部的自我介绍。",
            en="Ten articles in, reader and editors have been introduced.",
        ),
    ),
    Badge(
        id=BadgeId.WELL_READ,
        family=Family.READING,
        measure=Measure.READ,
        goal=100,
        name=Text(zh="百篇", en="A hundred articles"),
        deed=Text(zh="读完 100 篇文章", en="Read a hundred articles"),
        story=Text(
            zh="一百篇文章，约等于一整个书架的夜晚。",
            en="A hundred articles: about one shelf of evenings.",
        ),
    ),
    Badge(
        id=BadgeId.ONE_YEAR,
        family=Family.BELONGING,
        measure=Measure.YEARS,
        goal=1,
        name=Text(zh="月满一年", en="A year of moons"),
        deed=Text(zh="成为会员满 1 年", en="Be a member for a year"),
        story=Text(
            zh="十二次月圆，你都在。",
            en="Twelve full moons, and you were here for every one.",
        ),
    ),
    Badge(
        id=BadgeId.GROWTH_RINGS,
        family=Family.BELONGING,
        measure=Measure.YEARS,
        goal=3,
        name=Text(zh="年轮", en="Growth rings"),
        deed=Text(zh="成为会员满 3 年", en="Be a member for three years"),
        story=Text(
            zh="树不声张，只在心里添一圈。三圈之后，便经得起风。",
            en="A tree says nothing and adds a ring. After the third it stands in the wind.",
        ),
    ),
    Badge(
        id=BadgeId.GOLDEN,
        family=Family.BELONGING,
        measure=Measure.TIERS,
        goal=2,
        name=Text(zh="金桂", en="Golden osmanthus"),
        deed=Text(zh="达到黄金等级", en="Reach the gold tier"),
        story=Text(
            zh="桂花开到金色，香气不必开口。",
            en="When osmanthus turns gold, it need not say a word.",
        ),
    ),
    Badge(
        id=BadgeId.WORD_KEPT,
        family=Family.RECEIVING,
        measure=Measure.PROMISES,
        goal=1,
        name=Text(zh="一诺", en="A word kept"),
        deed=Text(zh="48 小时未送达，全数退回", en="Have the 48-hour promise give it all back"),
        story=Text(
            zh="我们没能准时送到，于是守住了另一半诺言：分文不少，自动退回。这枚徽章，是我们欠你的。",
            en=(
                "We were late, so we kept the other half of our word: all of it back, "
                "unasked. This badge is our apology."
            ),
        ),
        is_hidden=True,
    ),
    Badge(
        id=BadgeId.REUNITED,
        family=Family.BELONGING,
        measure=Measure.RETURNS,
        goal=1,
        name=Text(zh="重逢", en="Reunited"),
        deed=Text(zh="相隔半年，再次收到兑换", en="Receive again after half a year"),
        story=Text(
            zh="隔了半年再见，桂花又开了一季。欢迎回来。",
            en="Half a year, and the osmanthus had bloomed again. Welcome back.",
        ),
        is_hidden=True,
    ),
)

UNTOLD = Text(zh="？？？", en="???")
UNTOLD_DEED = Text(zh="隐藏成就", en="A hidden achievement")
UNTOLD_STORY = Text(zh="遇见它的人，自然会知道。", en="Whoever comes upon it will know.")
