"""What applicants ask besides answering, as a table: what a sentence is about when it asks."""

import re
from enum import StrEnum

LONGEST = 26  # characters; a longer text tells something


class Topic(StrEnum):
    """Names what a question may be about."""

    COST = "cost"
    WRITINGS = "writings"
    PAPERS = "papers"
    RETURNED = "returned"
    WAITING = "waiting"
    ASSISTANT = "assistant"
    PHONE = "phone"
    UNIT = "unit"
    IDENTITY = "identity"
    KEPT = "kept"
    LEAVING = "leaving"
    SIGNING = "signing"
    SEAL = "seal"
    PHOTO = "photo"
    DEFENCE = "defence"
    TWICE = "twice"
    LOGIN = "login"
    COMPUTER = "computer"
    SAFE = "safe"
    ROBOT = "robot"
    CHAIN = "chain"
    RULES = "rules"
    BEGINNING = "beginning"
    HOURS = "hours"
    ELSEWHERE = "elsewhere"


ASKING = re.compile(
    r"[?？吗呢么嘛几哪啥谁怎咋]|多[少久长]|何时|如何|[能可]不[能可]|可以|能[报填交改]|[要用会]不[要用会]|是不是|有没有|"
    r"^(?:还|都)?需?要|忘记?|[上进]不[去了]|登不上|登录不|丢了|没批|没审|没消息|算不算"
)
"""Signs that a sentence asks, or complains of what it wants an answer to."""
TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = tuple(
    (topic, re.compile(pattern))
    for topic, pattern in (
        (Topic.ELSEWHERE, r"看病|挂号|门诊|预约医生|体检"),
        (Topic.HOURS, r"几点|上班|下班|周末"),
        (Topic.ROBOT, r"机器人|真人|是人[吗么]|^[你您]是谁"),
        (Topic.ASSISTANT, r"代[填报办交]|[替帮](?:我|忙)?[填报弄写]|(?:别人|同事|家[人属]|他人|亲戚).{0,4}[填报弄写]"),
        (Topic.COST, r"花钱|多少钱|收钱|要钱|交钱|费用|收费|缴费|免费|(?:评审|报名|申报|答辩|手续)费"),
        (Topic.RETURNED, r"(?:被|给|单位)?(?:退回|打回|驳回).{0,4}(?:怎|咋|办|么|改|交)"),
        (Topic.IDENTITY, r"(?:身份证|姓名|名字).{0,6}(?:错|改|不对)"),
        (Topic.UNIT, r"[换调]了?(?:个)?(?:工作)?单位|单位.{0,3}(?:换了|变了|调动|选错)|调走"),
        (Topic.PHONE, r"换了?(?:个)?(?:手机|电话|微信|号)|(?:手机|微信|号码?).{0,3}(?:换|丢|坏|没了|变)"),
        (Topic.LOGIN, r"密码|登[录陆].{0,3}(?:不|失败|怎)|登不上|进不去|怎么登"),
        (Topic.COMPUTER, r"电脑"),
        (Topic.SAFE, r"安全|泄[露漏]|隐私|谁能看"),
        (Topic.LEAVING, r"不想?[报申评]了|(?:怎么|可以|能)(?:撤回|撤销|放弃|删除?)(?!.*改)|取消申报"),
        (
            Topic.KEPT,
            r"(?:能|会|自动|怎么|可以|用不用|要不要).{0,3}保存|没填完|填了?一半|填的.{0,6}(?:丢|没了|不见)|先填一",
        ),
        (Topic.SIGNING, r"签[名字](?:在|怎|哪)|(?:怎么|哪[里儿]?)签|承诺书"),
        (Topic.SEAL, r"盖章|公章|鲜章|谁签字|签字"),
        (Topic.PHOTO, r"(?:照片|拍照|拍得?|图片).{0,6}(?:不清|糊|看不清|怎么拍)|怎么拍"),
        (Topic.DEFENCE, r"答辩"),
        (Topic.TWICE, r"同时[报申评]|[报申评]请?(?:两|几)个|再报一[个份]"),
        (Topic.WRITINGS, r"论文|著作|文章|课题|科研"),
        (
            Topic.RULES,
            r"条件|资格|能报|可以报|够不够|算不算|年限|外语|英语|计算机|考试|要考|学分|学时|没过|破格|加分|政策|规定",
        ),
        (Topic.PAPERS, r"材料|资料|证件|证书.{0,3}(?:要|交)|带什么|准备什么|准备些"),
        (Topic.CHAIN, r"谁.{0,3}审|审核?.{0,2}(?:流程|几级|步骤)|几级审|流程"),
        (Topic.WAITING, r"没[批审过]|多[久长]|几天|什么时候.{0,4}(?:批|审|下来|过|好)|没(?:消息|动静)|审这么"),
        (Topic.BEGINNING, r"(?:怎|如何|咋).{0,3}(?:弄|报|申请|评|开始|办|操作)|第一步|步骤|要做什么|从哪开始"),
    )
)
"""What a question is about, by its words; the first that fits."""


SERVED = re.compile(r"我.{0,10}(?:[0-9]{1,2}|[一二三四五六七八九十两半几]{1,3})\s*年(?:多|半)?了?")
"""Sentences with which somebody says how long they have served: 我主治六年了; they ask whether that is enough."""


def topic_of(words: str) -> Topic | None:
    """Return what a message asks about, None where it asks nothing of the kind.

    Args:
        words: the message made bare.
    """
    if len(words) > LONGEST or ASKING.search(words) is None:
        return None
    return next((topic for topic, pattern in TOPICS if pattern.search(words)), None)
