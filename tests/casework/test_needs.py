"""What somebody still has to do is said the same at the log-in and on the person's own page."""

from .stage import Served, good


async def both(at: Served, name: str) -> tuple[list[str], list[str]]:
    """What a fresh log-in and the person's page say."""
    caller = at.platform.user(name)
    session = good(await at.caller().post("sessions", {"code": at.platform.code(caller)}))
    again = at.caller()
    again.token = session["token"]
    return session["needs"], good(await again.get("me"))["needs"]


async def test_needs__log_in_and_own_page__say_the_same_in_every_state(server: Served) -> None:
    assert await both(server, "a stranger") == (["phone", "identity", "register"],) * 2
    assert await both(server, "zhou") == ([], [])
    luo, zhou = server.caller("luo"), server.caller("zhou")
    for deed in ("freeze", "thaw", "release"):
        good(await luo.post(f"people/{zhou.id}/deeds/{deed}", {"opinion": "核实中"}))
        said = await both(server, "zhou")
        assert said[0] == said[1], (deed, said)
    assert said[0] == ["register"]
