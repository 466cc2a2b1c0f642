"""Anticipated refusals: a stable code, an HTTP status and the words, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from queue_server.domain.again import words_of

REFUSALS: dict[str, tuple[int, str, str]] = {
    # code: (HTTP status, Chinese, English); placeholders are filled from the refusal's params
    "bad_request": (400, "请求的格式不对。", "The request is malformed."),
    "bad_json": (400, "请求不是有效的 JSON。", "The request is not valid JSON."),
    "no_credential": (401, "请先登录或登记这台设备。", "Sign in or enrol this device first."),
    "bad_credentials": (401, "用户名或密码不对。", "The user name or password is wrong."),
    "not_yours": (403, "这一操作不归您。", "This is not yours to do."),
    "wrong_origin": (403, "请求来自别的网站，已拒绝。", "The request came from another site."),
    "not_your_window": (403, "这个窗口现在由别人使用。", "Somebody else is at this window."),
    "loopback_only": (403, "这一页只在本机打开。", "This page opens on this machine only."),
    "not_found": (404, "没有找到。", "Not found."),
    "ticket_unknown": (404, "没有这张号票。", "There is no such ticket."),
    "queue_unknown": (404, "没有这项排队业务。", "There is no such queue."),
    "item_unknown": (404, "没有这个事项。", "There is no such item."),
    "window_unknown": (404, "没有这个窗口。", "There is no such window."),
    "rating_unknown": (404, "没有这条评价。", "There is no such rating."),
    "job_unknown": (404, "没有这项打印。", "There is no such print job."),
    "printer_unknown": (404, "没有这台打印机。", "There is no such printer."),
    "probe_unknown": (
        404,
        "没有这次查找或测试，或已过期。",
        "There is no such search or test, or it has expired.",
    ),
    "device_unknown": (404, "没有这台设备，或已停用。", "There is no such device, or it has been shut out."),
    "screen_unknown": (404, "没有这块屏。", "There is no such screen."),
    "enrolment_unknown": (404, "没有这次登记，或已过期。", "There is no such enrolment, or it has expired."),
    "method_not_allowed": (405, "这个地址不接受这种请求。", "This address does not take that method."),
    "queue_closed": (409, "{lead}，{again}。", "{lead}; {again}."),
    "booked_only": (409, "现在只办预约，{again}。", "Appointments only now; {again}."),
    "item_not_today": (409, "这项业务现在不办，{again}。", "Not served now; {again}."),
    "last_ticket_passed": (409, "已过停止取号的时间，{again}。", "The last number has been given; {again}."),
    "daily_limit_reached": (
        409,
        "当日号已取完；若窗口空闲，可直接到窗口办理。",
        "All of today's numbers are taken; if a window is free, go straight to it.",
    ),
    "period_limit_reached": (
        409,
        "本时段号已取完，{again}。",
        "This period's numbers are taken; {again}.",
    ),
    "ticket_not_callable": (409, "{number} 现在不能叫。", "{number} cannot be called now."),
    "ticket_changed": (
        409,
        "这张号票刚在别处改过，已更新。",
        "This ticket has just been changed elsewhere; updated.",
    ),
    "wrong_state": (409, "{number} 现在的状态不能这样做。", "{number} is not in a state for that."),
    "recall_too_soon": (409, "刚叫过，{wait_s} 秒后可重呼。", "Called just now, again in {wait_s} s."),
    "recall_limit": (409, "已叫满 {max_calls} 次，可按过号。", "Called {max_calls} times; mark absent."),
    "absent_too_soon": (
        409,
        "还不能过号。本厅规定叫满 {need} 次，现在叫了 {calls} 次。",
        "Not yet: {need} calls needed, {calls} made.",
    ),
    "absent_wait": (409, "还不能过号，{wait_s} 秒后可以。", "Not absent yet, in {wait_s} s."),
    "ticket_open": (409, "{number} 还没办结。", "{number} is still open."),
    "no_ticket": (409, "窗口现在没有号票。", "The window has no ticket now."),
    "window_paused": (409, "先恢复服务，再叫号。", "Resume first."),
    "window_closed": (409, "窗口还没打开。", "The window is closed."),
    "window_open": (409, "窗口已经打开。", "The window is open already."),
    "window_taken": (
        409,
        "窗口正由 {clerk} 使用。",
        "{clerk} is at this window.",
    ),
    "clerk_at_other_window": (
        409,
        "您还在 {window} 号窗口，先关闭那里。",
        "You are still at window {window}; close it first.",
    ),
    "not_paused": (409, "窗口没有暂停。", "The window is not paused."),
    "not_served_here": (409, "这个窗口不办这项业务。", "This window does not serve that queue."),
    "return_too_late": (
        409,
        "过号已超过 {minutes} 分钟，请重新取号。",
        "More than {minutes} min since the missed call; take a new number.",
    ),
    "return_too_many": (
        409,
        "过号后已叫过 {places} 位以上，请重新取号。",
        "More than {places} others have been called since; take a new number.",
    ),
    "void_after_missed": (409, "本厅过号作废，请重新取号。", "A missed number is void here; take a new one."),
    "no_right": (
        403,
        "指定叫号要有权限，请找大厅主任。",
        "Calling out of turn needs a right; ask the manager.",
    ),
    "reason_needed": (422, "请写明原因。", "Say why."),
    "target_closed": (409, "{window} 号窗口没有开。", "Window {window} is not open."),
    "clerk_unknown": (404, "没有这位窗口人员。", "There is no such clerk."),
    "clerk_away": (409, "{clerk} 现在不在窗口。", "{clerk} is at no window now."),
    "not_handing_over": (
        409,
        "{clerk} 还没有交接，请先在终端选“交接轮岗”。",
        "{clerk} has not handed over yet.",
    ),
    "no_priority": (409, "这张号票没有优先。", "This ticket has no priority."),
    "already_rated": (409, "这次服务已经评价过。", "This service has been rated already."),
    "rating_closed": (409, "评价已经结束。", "Rating has closed."),
    "nothing_to_rate": (409, "还没有可以评价的服务。", "There is no service to rate yet."),
    "no_printer": (409, "没有可用的打印机。", "There is no printer for this."),
    "no_guide": (409, "这个事项还没有写办事指南的材料。", "The guide of this item names no papers yet."),
    "printer_name_taken": (409, "已有一台打印机叫这个名字。", "A printer has that name already."),
    "printer_address_taken": (
        409,
        "这个地址已经是“{name}”，在那里重新设置。",
        "That address is {name} already; set it up there.",
    ),
    "no_earlier_settings": (409, "没有更早的设置可恢复。", "There are no earlier settings to go back to."),
    "probe_open": (409, "测试还没有完，或没有打出来。", "The test is not done, or nothing was printed."),
    "ticket_expired": (409, "号票仅取号当天有效。", "A ticket is valid on its day only."),
    "job_not_claimed": (409, "这项打印没有被领取。", "This print job has not been claimed."),
    "settings_changed": (
        409,
        "{author}刚保存过设置（第 {version} 版），请看过再改。",
        "{author} has just saved the settings (version {version}); look at them first.",
    ),
    "queue_in_use": (
        409,
        "{prefix} 队今天还有 {n} 张号没办完，不能停用；可以选明天起。",
        "Queue {prefix} still has {n} open tickets today and cannot go; choose the next opening.",
    ),
    "window_in_use": (
        409,
        "{window} 号窗口还开着，先关闭窗口；或者选明天起。",
        "Window {window} is open; close it first, or choose the next opening.",
    ),
    "priority_in_use": (
        409,
        "还有 {n} 张号票用着“{name}”，不能删；可以选明天起。",
        '{n} open tickets use "{name}"; choose the next opening.',
    ),
    "item_in_use": (
        409,
        "还有 {n} 张号票办“{name}”，不能停用；可以选明天起。",
        '{n} open tickets are for "{name}"; choose the next opening.',
    ),
    "plan_unknown": (404, "没有这一版设置。", "There is no such version of the settings."),
    "staff_unknown": (404, "没有这位工作人员。", "There is no such member of staff."),
    "username_taken": (409, "用户名 {username} 已经有人用。", "The user name {username} is taken."),
    "staff_at_window": (
        409,
        "{name}还在 {window} 号窗口，先关闭窗口。",
        "{name} is at window {window}; close it first.",
    ),
    "last_manager": (
        409,
        "至少要留一位大厅主任，先让另一位当主任。",
        "One manager must remain; make somebody else a manager first.",
    ),
    "zone_unknown": (404, "没有这个等候区。", "There is no such waiting zone."),
    "too_many_announcements": (
        409,
        "等着播的通知已经很多，播完再发。",
        "Many announcements wait already; send more once they are spoken.",
    ),
    "announcement_unknown": (404, "没有这条通知。", "There is no such announcement."),
    "announcement_begun": (
        409,
        "这条通知已经在播，或播过了。",
        "This announcement is being spoken, or has been.",
    ),
    "already_acknowledged": (409, "已经有人处理。", "Somebody is dealing with it already."),
    "device_of_server": (
        409,
        "这是服务器自己的打印程序，不能停用。",
        "This is the server's own print agent; it stays.",
    ),
    "enrolment_closed": (409, "这次登记已经结束。", "This enrolment is over."),
    "too_large": (413, "请求太大。", "The request is too large."),
    "wrong_type": (415, "请求要用 JSON。", "The request must be JSON."),
    "printer_address_bad": (
        422,
        "打印机地址写得不对，要像 tcp://192.168.1.50:9100。",
        "That is no printer's address; it looks like tcp://192.168.1.50:9100.",
    ),
    "range_bad": (
        422,
        "不是地址，也不是一小段地址（最多 64 个），要像 192.168.1.50-60。",
        "No address and no small range (at most 64); it looks like 192.168.1.50-60.",
    ),
    "invalid": (422, "有内容填得不对。", "Some fields are not right."),
    "material_unknown": (422, "指南里没有这项材料：{name}。", "The guide has no such paper: {name}."),
    "nothing_missing": (
        422,
        "没有缺的材料，不用告知单。",
        "Nothing is missing, so there is nothing to tell.",
    ),
    "not_a_display": (409, "这台设备不是大屏。", "This device is no hall screen."),
    "media_in_use": (
        409,
        "“{screen}”还在播这个文件，先从播放单里拿掉。",
        "The screen {screen} still shows this file; take it off its list first.",
    ),
    "media_full": (
        409,
        "放不下了：文件已占 {used_mb} MB，最多 {most_mb} MB，磁盘也要留空。",
        "No room left: files take {used_mb} MB of {most_mb} MB, and the disk must keep some free.",
    ),
    "not_media": (
        422,
        "这个文件不能放：要 PNG、JPEG、WebP 图片，或 MP4、WebM 视频。",
        "This file cannot be shown: a PNG, JPEG or WebP picture, or an MP4 or WebM video.",
    ),
    "not_a_picture": (
        422,
        "这个文件不能做标志：要 PNG 或 JPEG 图片，1600 万像素以内，不能全白。",
        "This file cannot be a logo: a PNG or JPEG of up to 16 million pixels, not all white.",
    ),
    "idempotency_key_reused": (
        422,
        "这个幂等键已用于另一个请求。",
        "This idempotency key belongs to another request.",
    ),
    "bad_idempotency_key": (
        422,
        "幂等键须是不超过 64 个的 ASCII 字符。",
        "An idempotency key is at most 64 ASCII characters.",
    ),
    "option_unknown": (422, "没有这个评价选项：{option}。", "There is no such rating option: {option}."),
    "item_elsewhere": (422, "这个事项不在这项业务里。", "This item does not belong to that queue."),
    "priority_unknown": (422, "没有这个优先类别。", "There is no such priority class."),
    "too_many_attempts": (
        429,
        "试错次数太多，请 {minutes} 分钟后再试。",
        "Too many attempts; try again in {minutes} min.",
    ),
    "announcing_too_fast": (
        429,
        "一分钟最多播 {most} 条通知，请稍候。",
        "At most {most} announcements a minute; wait a little.",
    ),
    "too_many_requests": (429, "请求太多，请稍候。", "Too many requests; wait a little."),
    "server_error": (500, "服务器出错，已记录。", "The server failed; it has been logged."),
    "storage_away": (
        503,
        "数据库暂时不可用，正在自动重试。",
        "The database is away; trying again by itself.",
    ),
}


@dataclass
class Refused(Exception):  # noqa: N818  (the trade says a request is refused, not that it erred)
    """Say no to a request that is understood, for a reason that was foreseen.

    `code` is a key of `REFUSALS`; `params` fill its words; `detail` is for engineers.
    """

    code: str
    params: dict[str, str | int]
    detail: str | None = None

    @property
    def status(self) -> int:
        """Return the HTTP status of the refusal."""
        return REFUSALS[self.code][0]

    def title(self, language: str) -> str:
        """Return the refusal in the caller's language (`zh-CN` or `en`)."""
        _, chinese, english = REFUSALS[self.code]
        words = words_of(self.params, english=language == "en")
        return (english if language == "en" else chinese).format(**{**self.params, **words})


def refuse(code: str, detail: str | None = None, **params: str | int) -> Refused:
    """Build a refusal; raises KeyError when the code is not in the table."""
    assert code in REFUSALS, code
    return Refused(code, params, detail)
