"""The calendar counted back from the closing time, in a conversation: until when the next thing can be done (B-12)."""

from ..casework.stage import Served
from .chatting import applicant


async def test_last_day__of_the_publicity__is_told_as_time_goes_by_B_12(server: Served) -> None:
    """B-12: the day by which the unit must be asked comes with what is left, and is not kept back once it is over."""
    chat = await applicant(server)
    assert "您最晚 11月23日 请云溪区人民医院公示，否则公示不够 5 个工作日。" in (await chat.say("还差什么")).text
    server.move_clock(day=23, hour=9)
    assert "您最晚 11月23日 请云溪区人民医院公示" in (await chat.say("还差什么")).text
    server.move_clock(day=24, hour=9)
    said = (await chat.say("还差什么")).text
    assert "您最晚 11月23日 请云溪区人民医院公示，否则公示不够 5 个工作日。已经过了，请问单位怎么办。" in said
