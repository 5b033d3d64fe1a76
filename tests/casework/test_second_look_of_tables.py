"""The second look names exactly what changed in tables too: a year of a workload, a row, a row's document (B-03)."""

from .pictures import certificate
from .stage import Served, good
from .test_what_changed import handed_in_again, pairs, second_look
from .way import OPINION, read_all, returned


async def test_second_look__of_tables__names_the_year_the_row_and_the_document(server: Served) -> None:
    base = await returned(server)
    zhou, luo = server.caller("zhou"), server.caller("luo")
    cards = good(await zhou.get(f"{base}/sections/workload"))["rows"]["cards"]
    first, item = cards[0]["row"], cards[0]["title"]
    await zhou.save(base, f"workload.{first}.count3", "131")
    slot = f"{base}/evidence/achievements.r1.proof"
    was = good(await luo.get(slot))["kept"]
    good(await zhou.delete(slot))
    good(await zhou.upload(f"{slot}/pages", certificate(2), "证明.pdf"))
    await server.work()
    good(await zhou.post(f"{slot}/keep"))
    good(await zhou.post(f"{base}/sections/training/rows", {"row": "r9"}))
    row = {"period": "2013.3-2014.2", "content": "心血管内科进修", "place": "重庆市渝中区", "certificate": "无"}
    for name, text in row.items():
        await zhou.save(base, f"training.r9.{name}", text)
    place = f"{base}/evidence/training.r9.proof"
    good(await zhou.upload(f"{place}/pages", certificate(1), "进修.pdf"))
    await server.work()
    good(await zhou.post(f"{place}/keep"))
    sheet = f"{base}/evidence/workload_papers.sheet"  # the signed sheet is stale: it prints what has changed
    good(await zhou.delete(sheet))
    good(await zhou.upload(f"{sheet}/pages", certificate(1), "工作量.pdf"))
    await server.work()
    good(await zhou.post(f"{sheet}/keep"))
    await handed_in_again(server, base)

    view = await second_look(server, base)

    found = pairs(view)
    year = next(label for label in found if label.startswith("任现职以来的工作量"))
    assert found[year][1].startswith("131")
    assert "第 1 条" in year, (year, item)
    assert any(label.startswith("学习培训经历第 2 条（新加）") for label in found)
    proofs = {c["label"]: c for c in view["others"] if c.get("was_file") or c.get("now_file")}
    changed = next(c for label, c in proofs.items() if label.startswith("任现职工作业绩第 1 条"))
    assert (changed["was_file"], changed["now_file"]["pages"]) == (was, 2)
    assert any("工作量表" in label for label in proofs)
    assert {label.partition("第")[0].partition(" ")[0] for label in found} <= {
        "任现职以来的工作量（近5年）", "学习培训经历", "任现职工作业绩", "工作量表和印证材料",
    }, found  # fmt: skip


async def test_mark__that_was_mended__is_told_so_to_every_unit(server: Served) -> None:
    """B-03: the next unit reads a remark of the hospital's return with what became of it, and looks at all of it."""
    base = await returned(server, "cover.specialty", "basic.work")
    zhou, path = server.caller("zhou"), f"review/{base.partition('/')[2]}"
    await zhou.save(base, "cover.specialty", "心血管内科（介入）")
    await handed_in_again(server, base)
    marks = [(m["state"], "now" in m) for m in good(await server.caller("luo").get(path))["marks"]]
    assert marks == [("done", True), ("open", True)]
    assert good(await server.caller("luo").get(path))["again"]
    await read_all(server, "luo", base)
    await server.caller("luo").deed(base, "approve", {"values": OPINION})
    view = good(await server.caller("qin").get(path))
    assert [m["state"] for m in view["marks"]] == ["done", "open"]
    assert "again" not in view
