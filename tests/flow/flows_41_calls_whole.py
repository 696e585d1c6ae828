"""A trunk to any peer: redirect server, emergency services, priority, what is carried, REFER by Target-Dialog, INFO packages, strict routers."""
from flow import Flow, check, equal, flow
from flows_5_sipi import two_peers
from sip import Call, sdp


def peer_keys(f: Flow, name: str = "pbx", **values) -> None:
    for entry in f.conf["sip_peer"]:
        if entry["name"] == name:
            entry.update(values)


def refused(call: Call, status: int):
    """The final response, acknowledged."""
    final = call.expect(f"{status} INVITE")
    call.acknowledge(final)
    return final


@flow
def numbers_that_live_elsewhere_get_302(f: Flow) -> None:
    """A route with redirect: 302 with a Contact per peer, best first, and the history of the request; nothing is placed."""
    f.conf["sip_peer"].append({"name": "core", "address": "192.0.2.7:5070", "codecs": ["pcma"]})
    f.conf["sip_peer"].append({"name": "spare", "domain": "spare.example.com", "match": ["192.0.2.8/32"], "codecs": ["pcma"]})
    f.conf["trunk_group"] += [{"name": "core", "peers": ["core"]}, {"name": "spare", "peers": ["spare"]}]
    f.conf["route"].insert(0, {"name": "elsewhere", "from": ["pbx"], "called": "77.*", "to": ["core", "spare"], "redirect": True})
    peer_keys(f, diversion="history-info")
    f.start()
    peer = f.peer()
    final = refused(peer.call("771", sdp(f.rtp_port), headers=["Supported: histinfo"]), 302)
    equal("Contacts", final.all("contact"), ["<sip:771@192.0.2.7:5070;user=phone>;q=1.0;rc=1", "<sip:771@spare.example.com;user=phone>;q=0.9;rc=1"])
    check(final.get("history-info").endswith(";index=1"), f"History-Info: {final.get('history-info')!r}")
    final = refused(peer.call("772", sdp(f.rtp_port)), 302)
    equal("Contacts without histinfo", final.all("contact"), ["<sip:772@192.0.2.7:5070;user=phone>;q=1.0", "<sip:772@spare.example.com;user=phone>;q=0.9"])
    equal("History-Info", final.get("history-info"), "")
    call = peer.call("2001", sdp(f.rtp_port))  # other numbers are called as ever
    call.answer_hears()
    call.bye()
    f.exchange_call()


@flow
def line_caller_is_not_redirected(f: Flow) -> None:
    """A caller on a line cannot go elsewhere by itself: the call is placed by the same route."""
    f.conf["route"] = [{"name": "elsewhere", "from": ["exchange"], "to": ["pbx"], "redirect": True}]
    f.start()
    sipp = f.sipp("uas_answer")
    number = f.exchange.call("4930555", calling="4930123")
    f.exchange.wait(number, "connected")
    f.exchange.command("release", call=number)
    sipp.check()
    f.exchange_call()


@flow
def emergency_service_is_routed(f: Flow) -> None:
    """urn:service:sos is the configured number, and sub-services too; without one it is 416."""
    peer_keys(f, emergency_number="112")
    f.number("112", "answer")
    f.start()
    peer = f.peer()
    for urn in ("urn:service:sos", "urn:service:sos.police"):
        call = Call(peer, f"flow-{urn}-{f.base}")
        peer.calls[call.call_id] = call
        call.target, call.local, call.remote = urn, f"<sip:100@127.0.0.1>;tag={call.own_tag}", f"<{urn}>"
        call.invite = call.request("INVITE", sdp(f.rtp_port), headers=["Priority: emergency", "Geolocation: <https://lis.example.com/1>"])
        call.answer_hears()
        call.bye()
        equal("called", f.exchange_call()["called"], "112")
    peer_keys(f, emergency_number="")
    f.reload()
    call = Call(peer, f"flow-none-{f.base}")
    peer.calls[call.call_id] = call
    call.target, call.local, call.remote = "urn:service:sos", f"<sip:100@127.0.0.1>;tag={call.own_tag}", "<urn:service:sos>"
    call.invite = call.request("INVITE", sdp(f.rtp_port))
    refused(call, 416)


@flow
def priority_place_and_charging_are_carried(f: Flow) -> None:
    """SIP to SIP: Priority always; Geolocation by reference, Resource-Priority and P-Charging-Vector between trusted trunks."""
    pbx, core = two_peers(f, "rfc3398", "rfc3398", far_keys={"trust": True, "charging_vector": "make"}, trust=True)
    headers = ["Priority: urgent", "Resource-Priority: ets.0", "Geolocation: <https://lis.example.com/1>",
               "Geolocation: <cid:here@example.com>", "P-Charging-Vector: icid-value=\"abc\";icid-generated-at=192.0.2.1"]
    call = pbx.call("771", sdp(f.rtp_port), headers=headers)
    far, invite = core.expect_call()
    for name, value in (("priority", "urgent"), ("resource-priority", "ets.0"), ("geolocation", "<https://lis.example.com/1>"),
                        ("p-charging-vector", 'icid-value="abc";icid-generated-at=192.0.2.1')):
        equal(name, invite.all(name), [value])
    far.respond(invite, 486, "Busy Here")
    far.expect("ACK")
    refused(call, 486)
    call = pbx.call("772", sdp(f.rtp_port))
    far, invite = core.expect_call()
    check(invite.get("p-charging-vector").startswith('icid-value="'), f"P-Charging-Vector: {invite.get('p-charging-vector')!r}")
    far.respond(invite, 486, "Busy Here")
    far.expect("ACK")
    refused(call, 486)


@flow
def unknown_priority_that_is_required_gets_417(f: Flow) -> None:
    """Resource-Priority: known is accepted, unknown is left, unknown and required is 417 (RFC 4412)."""
    f.start()
    peer = f.peer()
    final = refused(peer.call("2001", sdp(f.rtp_port), headers=["Require: resource-priority", "Resource-Priority: foo.9"]), 417)
    check("ets.0" in final.get("accept-resource-priority"), f"Accept-Resource-Priority: {final.get('accept-resource-priority')!r}")
    for headers in (["Resource-Priority: foo.9"], ["Require: resource-priority", "Resource-Priority: foo.9, q735.1"]):
        call = peer.call("2001", sdp(f.rtp_port), headers=headers)
        call.answer_hears()
        call.bye()
        f.exchange_call()


@flow
def join_is_refused(f: Flow) -> None:
    """Join (RFC 3911): 420 where it is required, 481 for an unknown dialog, 488 for a known one, 400 for a broken one."""
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    answer = call.answer_hears()
    known = f"{call.call_id};to-tag={answer.tag('to')};from-tag={call.own_tag}"
    refused(peer.call("2001", sdp(f.rtp_port), headers=["Require: join", f"Join: {known}"]), 420)
    refused(peer.call("2001", sdp(f.rtp_port), headers=[f"Join: {known}"]), 488)
    refused(peer.call("2001", sdp(f.rtp_port), headers=["Join: nobody;to-tag=a;from-tag=b"]), 481)
    refused(peer.call("2001", sdp(f.rtp_port), headers=[f"Join: {known}", f"Join: {known}"]), 400)
    call.bye()
    f.exchange_call(0)


@flow
def caller_preferences_are_left(f: Flow) -> None:
    """Accept-Contact, Reject-Contact and Request-Disposition are for proxies (RFC 3841): the call is as any other."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port), headers=['Accept-Contact: *;mobility="fixed";require;explicit', "Reject-Contact: *;automata",
                                                         "Request-Disposition: no-fork"])
    call.answer_hears()
    call.bye()
    f.exchange_call()


@flow
def refer_by_target_dialog(f: Flow) -> None:
    """A REFER outside of the call's dialog that names it (RFC 4538): transferred, with NOTIFYs in the REFER's own dialog."""
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    answer = call.answer_hears()
    target = f"Target-Dialog: {call.call_id};local-tag={answer.tag('to')};remote-tag={call.own_tag}"
    stray = peer.outside("REFER", "2000", headers=["Refer-To: <sip:2000@127.0.0.1>", "Target-Dialog: x;local-tag=1;remote-tag=2"])
    stray.expect("481 REFER")
    peer.outside("REFER", "2000", headers=["Refer-To: <sip:2000@127.0.0.1>"]).expect("403 REFER")
    refer = peer.outside("REFER", "2000", headers=["Require: tdialog", f"Refer-To: <sip:2000@127.0.0.1:{f.gateway_port}>", target])
    accepted = refer.expect("202 REFER")
    check(accepted.tag("to") and accepted.tag("to") != answer.tag("to"), "the REFER has no dialog of its own")
    body = ""
    while " 200 " not in body:
        notify = refer.expect("NOTIFY")
        equal("dialog of the NOTIFY", (notify.tag("from"), notify.tag("to")), (accepted.tag("to"), refer.own_tag))
        refer.respond(notify, 200, "OK")
        body = notify.body.decode()
    check("terminated" in notify.get("subscription-state"), notify.get("subscription-state"))
    call.bye()
    for entry in f.exchange.calls():
        f.exchange.command("release", call=entry["call"], check=False)
    for index in range(2):
        f.exchange_call(index)


@flow
def info_packages_and_messages_are_refused(f: Flow) -> None:
    """An Info-Package gets 469 with an empty Recv-Info (RFC 6086), INFO without one is as ever; MESSAGE gets 405."""
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port), headers=["Recv-Info: foo"])
    answer = call.answer_hears()
    check("recv-info" in [name for name, _ in answer.headers] and answer.get("recv-info") == "", "no empty Recv-Info in the 200")
    call.request("INFO", headers=["Info-Package: foo"])
    final = call.expect("469 INFO")
    check("recv-info" in [name for name, _ in final.headers], "no Recv-Info in the 469")
    call.request("INFO")
    call.expect("200 INFO")
    call.request("MESSAGE", headers=["Content-Type: text/plain"])
    allow = call.expect("405 MESSAGE").get("allow")
    check("INVITE" in allow and "MESSAGE" not in allow, f"Allow: {allow}")
    final = peer.outside("MESSAGE", "2001").expect("405 MESSAGE")
    equal("reason", final.first, "SIP/2.0 405 No Line Takes Messages")
    call.bye()
    f.exchange_call()


@flow
def strict_router_and_many_record_routes(f: Flow) -> None:
    """Two Record-Routes, the first of a strict router with maddr: its URI is the Request-URI of our BYE (RFC 3261 §12.2.1.1, §16.12.1)."""
    f.start()
    peer = f.peer()
    strict, loose = f"sip:strict.example.com:{f.peer_port};maddr=127.0.0.1", "sip:p2.example.com;lr"
    call = peer.call("2004", sdp(f.rtp_port), headers=[f"Record-Route: <{strict}>, <{loose}>"])
    answer = call.expect("2xx INVITE", skip=("1xx INVITE",))
    equal("Record-Route of the 200", ", ".join(answer.all("record-route")), f"<{strict}>, <{loose}>")
    call.acknowledge(answer)
    bye = call.expect("BYE")
    equal("Request-URI", bye.first.split()[1], strict)
    equal("Route", bye.all("route"), [f"<{loose}>", f"<sip:flow@127.0.0.1:{f.peer_port}>"])
    call.respond(bye, 200, "OK")
    f.exchange_call()


@flow
def contact_with_transport_and_ob_is_kept(f: Flow) -> None:
    """transport= and ob of a Contact stay in the Request-URI of what follows (RFC 3261 §12.2.1.1, RFC 5626 §4.3)."""
    f.start()
    peer = f.peer()
    peer.contact = f"<sip:flow@127.0.0.1:{f.peer_port};transport=udp;ob>"
    call = peer.call("2004", sdp(f.rtp_port))
    call.answer_hears()
    equal("Request-URI", call.expect_bye().first.split()[1], f"sip:flow@127.0.0.1:{f.peer_port};transport=udp;ob")
    f.exchange_call()


@flow
def sipp_offerless_invite(f: Flow) -> None:
    """SIPp without an offer: ours in the 200, its answer in the ACK (RFC 3261 §13.2.1)."""
    f.start()
    f.sipp("uac_offerless", called="2001").check()
    f.exchange_call()


@flow
def sipp_offerless_invite_with_prack(f: Flow) -> None:
    """SIPp without an offer, 100rel required: ours in the 180, its answer in the PRACK (RFC 3262 §5)."""
    f.start()
    f.sipp("uac_offerless_prack", called="2001").check()
    f.exchange_call()
