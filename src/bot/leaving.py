"""Sentences with which somebody leaves for a while (明天再来, 今天没空): a closed table of their clauses."""

import re

LONGEST = 30  # characters; a longer text tells something
CUT = re.compile(r"[ ,，、;；。!！~～]+")
_WHO = r"(?:那?我们?|咱们?)?"
_NOW = r"(?:今天|今晚|现在|这会儿?|最近|这[两几]天)"
_LATER = (
    r"(?:明[天早晚]|后天|改[天日]|过[一两几]天|晚[点些]|晚上|中午|下午|下次|下回|回头|一[会下]儿?|待会儿?|等一?[会下]儿?|"
    r"稍后|以后|周末|下周|下了?班|有空|有时间|得空|空了|忙完|到家|回家|回去)(?:了|以后|之后|的时候)?"
)
_DO = r"(?:来|来?填|来?弄|写|说|搞|补|看|发|交|(?:继续|接着)[填写弄]?)"
_END = r"(?:[吧啊哈哦啦嘞呀]|老师){0,2}"
AWAY = re.compile(
    rf"(?:等?{_WHO}(?:{_NOW})?(?:{_LATER}){{1,2}}{_WHO}[就先]?再{_DO}"  # 我明天再来, 等一下再填, 等我忙完再说
    rf"|{_WHO}{_LATER}{_WHO}(?:来填?|弄|继续填?|接着填)"  # 明天来, 晚上继续填
    rf"|{_WHO}先?去?[查找问看翻](?:一?下|一[查找问看翻])再[来填说弄写发]"  # 我去查一下再填
    rf"|{_WHO}{_NOW}?{_WHO}(?:[就先]?不想?[填弄写搞]了|[就先]?填?到这[里儿]?|[就先]这样)"  # 先不填了, 今天就到这里
    rf"|{_WHO}{_NOW}?{_WHO}(?:也|实在|比较|有点)?(?:没空|没有?时间|没[工功]夫|不太?方便)[填弄写]?"  # 今天没空
    rf"|{_WHO}(?:{_NOW}(?:[正也很太在]|有点){{0,2}}|[太很]|正?在)忙着?呢?|忙着呢"  # 现在忙, 太忙了
    rf"|{_WHO}(?:有点?事)?{_WHO}(?:[先要得去]{{1,2}}(?:走|忙|睡觉?|休息)(?:一下|一会)?|[走忙睡]去)"  # 我先走了
    rf"|{_WHO}{_NOW}?[太好]?[累困](?=了)|明[天早晚]见|再见|拜拜|稍等(?:一下)?|等等|等(?:一?下|一?会儿?|一等|我一下))"
    rf"了?{_END}"
)
"""Clauses that nobody answers with."""
BESIDE = re.compile(
    rf"不好意思|抱歉|对不起|(?:好的?|行|嗯|谢谢[您你]?|辛苦了?|那){_END}|{_WHO}有点?事|{_WHO}{_LATER}{_END}"
)
"""Clauses that may stand beside those."""
SOUNDS = re.compile(
    r"再(?:来|填|弄|写|说|搞|补|继续|接着填)[吧了啊哈哦啦嘞呀]*$|没空|^(?:我|今天|现在|最近).{0,6}没有?时间|不[填弄写]了"
)
"""What may be said by somebody who leaves and by somebody who answers."""


def leaves(words: str) -> bool:
    """Tell whether a message says that somebody leaves for a while, and nothing else.

    Args:
        words: the message made bare.
    """
    if len(words) > LONGEST:
        return False
    clauses = [clause for clause in CUT.split(words) if clause]
    others = [clause for clause in clauses if AWAY.fullmatch(clause) is None]
    return len(others) < len(clauses) and all(map(BESIDE.fullmatch, others))


def sounds(text: str) -> bool:
    """Tell whether a text may mean that somebody leaves for a while, and no answer.

    Args:
        text: as typed.
    """
    return len(text) <= LONGEST and SOUNDS.search(text) is not None
