"""Parameter by parameter: which field of tshark stands against which of ours, with both sides as numbers."""
import printed

# What tshark says of every parameter, or says twice, and we compare elsewhere.
EVERYWHERE = {"isup.parameter_type", "isup.parameter_length", "isup.mandatory_variable_parameter_pointer", "text",
              "isup.isdn_odd_even_indicator", "isup.extension_ind", "isup.empty_number",
              "isup.called_party_odd_address_signal_digit", "isup.called_party_even_address_signal_digit",
              "isup.calling_party_odd_address_signal_digit", "isup.calling_party_even_address_signal_digit",
              "e164.called_party_number.digits", "e164.calling_party_number.digits", "e164.msisdn",
              "e164.country_code", "e164.identification_code", "isup.not_dissected_yet",
              "isup.status_subfield_not_present", "ansi_isup.spare.b7", "isup.number_different_meaning",
              "isup.bitbucket",
              # whole octets, of which the fields are compared
              "isup.echo_control_information", "isup.message_compatibility_information",
              "isup.app_transport_param_field", "isup.app_transport_instruction_indicator", "isup.apm_seg_indicator",
              "isup.orig_addr_len", "isup.dest_addr_len",
              # "format is a national matter", always 0
              "isup.redirect_capability", "isup.redirect_counter"}


class Show:
    """Fields of tshark: names in turn until one is there; a part of it when shift or mask say so."""

    def __init__(self, *names: str, shift: int = 0, mask: int | None = None, all: bool = False, make=None):
        self.names, self.shift, self.mask, self.all, self.make = names, shift, mask, all, make

    def one(self, show: str):
        if self.make:
            return self.make(show)
        value = int(show, 0)
        return value if self.mask is None else value >> self.shift & self.mask

    def read(self, parameter):
        for name in self.names:
            if name in parameter.fields:
                values = [self.one(show) for show, _, _ in parameter.fields[name]]
                return values if self.all else values[0]
        return None


def as_hex(show: str) -> str:
    return show.replace(":", "")


def as_digits(show: str) -> str:
    return show.lower()


def octets_of(name: str) -> dict:
    return {"octets": Show(name, make=as_hex)}


def dialled(name: str) -> dict:
    return {"digits": Show(name, make=as_digits), "nature": Show("isup.called_party_nature_of_address_indicator"),
            "plan": Show("isup.numbering_plan_indicator", "isup.number_different_meaning"),
            "internal not allowed": Show("isup.inn_indicator")}


def party(name: str, **more) -> dict:
    return {"digits": Show(name, make=as_digits), "nature": Show("isup.calling_party_nature_of_address_indicator"),
            "plan": Show("isup.numbering_plan_indicator"),
            "presentation": Show("isup.address_presentation_restricted_indicator"),
            "screening": Show("isup.screening_indicator", "isup.screening_indicator_enhanced"),
            "incomplete": Show("isup.ni_indicator"), **more}


MEDIUM = "isup.transmission_medium_requirement"
BEARER = {"capability": Show("q931.information_transfer_capability"), "mode": Show("q931.transfer_mode"),
          "rate": Show("q931.information_transfer_rate"), "multiplier": Show("q931.bearer_capability.rate_multiplier"),
          "layer 1": Show("q931.uil1"),
          "octets": Show("isup.user_service_information", "isup.user_service_information_prime", make=as_hex)}
BITS, TYPED = "bits", "typed"

# code: (how our text is read, {our field: tshark's}); BITS: by the names that the printer has.
ROWS = {
    0x01: (printed.named_numbers, {"identity": Show("isup.call_identity"),
                                   "point code": Show("isup.signalling_point_code")}),
    0x02: (BITS, {"": Show(MEDIUM)}),
    0x03: (printed.access, {"octets": Show("isup.access_transport_parameter_field", make=as_hex)}),
    0x04: (printed.dialled, dialled("isup.called")),
    0x05: (printed.plain_digits, {"digits": Show("isup.subsequent_number", make=as_digits)}),
    0x06: (BITS, {"satellite": Show("isup.satellite_indicator"),
                  "continuity check": Show("isup.continuity_check_indicator"),
                  "outgoing echo control device": Show("isup.echo_control_device_indicator")}),
    0x07: (BITS, {"national/international call": Show("isup.forw_call_natnl_inatnl_call_indicator"),
                  "end-to-end method": Show("isup.forw_call_end_to_end_method_indicator"),
                  "interworking": Show("isup.forw_call_interworking_indicator"),
                  "end-to-end information": Show("isup.forw_call_end_to_end_information_indicator"),
                  "ISDN user part": Show("isup.forw_call_isdn_user_part_indicator"),
                  "ISUP preference": Show("isup.forw_call_preferences_indicator"),
                  "ISDN access": Show("isup.forw_call_isdn_access_indicator"),
                  "SCCP method": Show("isup.forw_call_sccp_method_indicator"),
                  "ported number translation": Show("isup.forw_call_ported_num_trans_indicator"),
                  "query on release attempt": Show("isup.forw_call_qor_attempt_indicator")}),
    0x08: (BITS, {"CUG call": Show("isup.clg_call_ind"), "simple segmentation": Show("isup.simple_segmentation_ind"),
                  "connected line identity request": Show("isup.connected_line_identity_request_ind")}),
    0x09: (BITS, {"": Show("isup.calling_partys_category", "isup.russian.calling_partys_category")}),
    0x0a: (printed.party, party("isup.calling")),
    0x0b: (printed.party, party("isup.redirecting")),
    0x0c: (printed.dialled, dialled("isup.redirection_number")),
    0x0d: (printed.named_numbers, {"local reference": Show("isup.local_reference"),
                                   "point code": Show("isup.signalling_point_code"),
                                   "protocol class": Show("isup.protocol_class"), "credit": Show("isup.credit")}),
    0x0e: (BITS, {"calling party address requested": Show("isup.calling_party_address_request_indicator"),
                  "holding requested": Show("isup.info_req_holding_indicator"),
                  "calling party's category requested": Show("isup.calling_partys_category_request_indicator"),
                  "charge information requested": Show("isup.charge_information_request_indicator"),
                  "malicious call identification requested": Show("isup.malicious_call_ident_request_indicator")}),
    0x0f: (BITS, {"calling party address response": Show("isup.calling_party_address_response_indicator"),
                  "hold provided": Show("isup.hold_provided_indicator"),
                  "calling party's category included": Show("isup.calling_partys_category_response_indicator"),
                  "charge information included": Show("isup.charge_information_response_indicator"),
                  "solicited": Show("isup.solicited_indicator")}),
    0x10: (BITS, {"continuity": Show("isup.continuity_indicator")}),
    0x11: (BITS, {"charge": Show("isup.charge_indicator"), "called party's status": Show("isup.called_partys_status_indicator"),
                  "called party's category": Show("isup.called_partys_category_indicator"),
                  "end-to-end method": Show("isup.backw_call_end_to_end_method_indicator"),
                  "interworking": Show("isup.backw_call_interworking_indicator"),
                  "end-to-end information": Show("isup.backw_call_end_to_end_information_indicator",
                                                 "isup.backw_call_iam_seg_ind"),
                  "ISDN user part": Show("isup.backw_call_isdn_user_part_indicator"),
                  "holding": Show("isup.backw_call_holding_indicator"),
                  "ISDN access": Show("isup.backw_call_isdn_access_indicator"),
                  "incoming echo control device": Show("isup.backw_call_echo_control_device_indicator"),
                  "SCCP method": Show("isup.backw_call_sccp_method_indicator")}),
    0x12: (printed.cause, {"value": Show("isup.cause_indicator", "ansi_isup.cause_indicator"),
                           "location": Show("q931.cause_location", "isup.cause_location"),
                           "coding": Show("q931.coding_standard", "ansi_isup.coding_standard"),
                           "recommendation": Show("q931.cause.recommendation"),
                           "diagnostics": Show("q931.cause_call.diagnostic", "isup.diagnostic", make=as_hex),
                           "octets": Show("isup.cause_indicators", make=as_hex)}),
    0x13: (BITS, {"redirecting indicator": Show("isup.redirecting_ind"),
                  "original redirection reason": Show("isup.original_redirection_reason"),
                  "redirection counter": Show("isup.redirection_counter"),
                  "redirecting reason": Show("isup.redirection_reason")}),
    0x15: (BITS, {"type": Show("isup.cgs_message_type")}),
    0x16: (printed.range_and_status, {"circuits": Show("isup.range_indicator"),
                                      "marked": None}),
    0x18: (BITS, {"facility": Show("isup.facility_indicator")}),
    0x1a: (printed.interlock, {"network": Show("isup.network_identity", make=as_digits), "code": Show("isup.binary_code")}),
    0x1d: (printed.bearer, BEARER),
    0x1e: (printed.point_code, {"point code": Show("isup.signalling_point_code")}),
    0x20: (printed.user_to_user, {"protocol": Show("q931.user.protocol_discriminator"),
                                  "octets": Show("isup.user_to_user_info", make=as_hex)}),
    0x21: (printed.party, party("isup.connected_number")),
    0x22: (BITS, {"initiator": Show("isup.suspend_resume_indicator")}),
    0x23: (printed.transit_network, {"digits": Show("isup.transit_network_selection", make=as_digits),
                                     "type of network": Show("isup.type_of_network_identification"),
                                     "plan": Show("isup.network_identification_plan")}),
    0x24: (BITS, {"event": Show("isup.event_ind"),
                  "event presentation restricted": Show("isup.event_presentation_restr_ind")}),
    0x25: (printed.circuit_map, {"type": Show("isup.map_type")}),
    0x26: (printed.circuit_states, {"states": None}),
    0x27: (BITS, {"level": Show("isup.automatic_congestion_level")}),
    0x28: (printed.party, party("isup.original_called_number")),
    0x29: (BITS, {"in-band information": Show("isup.inband_information_ind"),
                  "call diversion may occur": Show("isup.call_diversion_may_occur_ind"),
                  "simple segmentation": Show("isup.simple_segmentation_ind"), "MLPP user": Show("isup.mlpp_user")}),
    0x2a: (BITS, {"type": Show("isup.UUI_type"),
                  "service 1": Show("isup.UUI_req_service1", "isup.UUI_res_service1"),
                  "service 2": Show("isup.UUI_req_service2", "isup.UUI_res_service2"),
                  "service 3": Show("isup.UUI_req_service3", "isup.UUI_res_service3"),
                  "network discard": Show("isup.UUI_network_discard_ind")}),
    0x2b: (printed.point_code, {"point code": Show("isup.origination_isc_point_code")}),
    0x2c: (printed.notifications, {"notification": Show("isup.notification_indicator", all=True)}),
    0x2d: (printed.delay, {"ms": Show("isup.call_history_info")}),
    0x2e: (BITS, {"access delivery": Show("isup.access_delivery_ind")}),
    0x2f: (None, octets_of("isup.network_specific_facility")),
    0x30: (printed.bearer, BEARER),
    0x31: (printed.delay, {"ms": Show("isup.propagation_delay_counter")}),
    0x32: (None, octets_of("isup.remote_operations")),
    0x33: (printed.activation, {"features": Show("isup.feature_code", all=True)}),
    0x34: (None, octets_of("isup.user_teleservice_information")),
    0x35: (BITS, {"": Show("isup.transmission_medium_requirement_prime")}),
    0x36: (BITS, {"notification subscription option": Show("isup.call_diversion_information", mask=7),
                  "redirecting reason": Show("isup.call_diversion_information", shift=3, mask=15)}),
    0x37: (BITS, {"outgoing ECD information": Show("isup.OECD_inf_ind_vals"),
                  "incoming ECD information": Show("isup.IECD_inf_ind_vals"),
                  "outgoing ECD request": Show("isup.OECD_req_ind_vals"),
                  "incoming ECD request": Show("isup.IECD_req_ind_vals")}),
    0x38: (BITS, {"transit at intermediate exchange": Show("isup.transit_at_intermediate_exchange_ind"),
                  "release call": Show("isup.Release_call_ind"),
                  "send notification (CFN)": Show("isup.Send_notification_ind"),
                  "discard message": Show("isup.Discard_message_ind_value"),
                  "pass on not possible": Show("isup.Pass_on_not_possible_val"),
                  "broadband/narrowband interworking": Show("isup.broadband_narrowband_interworking_ind2")}),
    0x39: (printed.compatibility, {"rows": None}),
    0x3a: (printed.precedence, {"level": Show("isup.precedence_level"), "look ahead": Show("isup.look_forward_busy"),
                                "network": Show("isup.network_identity", make=as_digits),
                                "domain": Show("isup.mlpp_service_domain")}),
    0x3b: (BITS, {"MCID requested": Show("isup.mcid_request_indicators", mask=1),
                  "holding requested": Show("isup.mcid_request_indicators", shift=1, mask=1)}),
    0x3c: (BITS, {"MCID included": Show("isup.mcid_response_indicators", mask=1),
                  "holding provided": Show("isup.mcid_response_indicators", shift=1, mask=1)}),
    0x3d: (BITS, {"remaining hops": Show("isup.hop_counter")}),
    0x3e: (BITS, {"": Show("isup.transmission_medium_requirement_prime")}),
    0x3f: (printed.party, party("isup.location_number", **{"internal not allowed": Show("isup.inn_indicator")})),
    0x40: (BITS, {"presentation restricted": Show("isup.presentation_indicator")}),
    0x43: (BITS, {"call transfer identity": Show("isup.call_transfer_identity")}),
    0x44: (BITS, {"type": Show("isup.loop_prevention_indicator_type"),
                  "response": Show("isup.loop_prevention_response_ind")}),
    0x45: (printed.party, party("isup.call_transfer_number")),
    0x4b: (BITS, {"CCSS call": Show("isup.ccss_call_indicator")}),
    0x4c: (None, octets_of("isup.forward_gvns")),
    0x4d: (BITS, {"terminating access": Show("isup.backward_gvns", mask=3)}),
    0x4e: (BITS, {"redirection": Show("isup.jpn.redirect_capability")}),
    0x5b: (BITS, {"temporary alternative routing (TAR)": Show("isup.temporary_alternative_routing_ind")}),
    0x65: (printed.octets, octets_of("isup.correlation_id")),
    0x66: (printed.octets, octets_of("isup.scf_id")),
    0x6e: (BITS, {"call to be diverted": Show("isup.call_to_be_diverted_ind")}),
    0x6f: (printed.party, party("isup.called_in_number")),
    0x70: (BITS, {"call to be offered": Show("isup.call_to_be_offered_ind")}),
    0x71: (printed.octets, octets_of("isup.charged_party_identification")),
    0x72: (BITS, {"conference acceptance": Show("isup.conference_acceptance_ind")}),
    0x73: (None, octets_of("isup.display_information")),
    0x74: (BITS, {"through-connection instruction": Show("isup.uid_action_indicators", mask=1),
                  "T9 timer instruction": Show("isup.uid_action_indicators", shift=1, mask=1)}),
    0x75: (BITS, {"through-connection modification possible": Show("isup.uid_capability_indicators", mask=1),
                  "stopping of T9 possible": Show("isup.uid_capability_indicators", shift=1, mask=1)}),
    0x77: (BITS, {"redirections": Show("isup.jpn.redirect_counter")}),
    0x78: (printed.application, {"context": Show("isup.app_context_identifier"),
                                 "release": Show("isup.app_Release_call_indicator"),
                                 "notify": Show("isup.app_Send_notification_ind"),
                                 "first": Show("isup.APM_Sequence_ind"), "left": Show("isup.apm_segmentation_ind"),
                                 "local reference": Show("isup.APM_slr"),
                                 "information": Show("isup.apm_user_info_field", make=as_hex)}),
    0x79: (BITS, {"collect call": Show("isup.collect_call_request_indicator")}),
    0xc0: (printed.party, party("isup.generic_number", qualifier=Show("isup.number_qualifier_indicator"))),
    0xc1: (None, octets_of("isup.generic_digits")),
}
ANSI_ROWS = {
    0x23: (printed.ansi_transit_network, {"digits": Show("ansi_isup.nw_id", make=as_digits),
                                          "plan": Show("ansi_isup.tns.nw_id_plan"), "type of network": Show("isup.type_of_network_identification"),
                                          "circuit code": Show("ansi_isup.circuit_code")}),
    0xc4: (printed.plain_digits, {"digits": Show("isup.jurisdiction", make=as_digits)}),
    0xc5: (printed.carrier, {"digits": Show("ansi_isup.nw_id", make=as_digits), "plan": Show("ansi_isup.nw_id_plan"),
                             "type of network": Show("ansi_isup.type_of_nw_id")}),
    0xc7: (printed.generic_name, {"name": Show("isup.isdn_generic_name_ia5", make=str),
                                  "type": Show("isup.isdn_generic_name_type"),
                                  "presentation": Show("isup.isdn_generic_name_presentation"),
                                  "not available": Show("isup.isdn_generic_name_availability")}),
    0xe5: (BITS, {"carrier": Show("isup.cg_carrier_ind"), "double seizing control": Show("isup.cg_char_ind.doubleSeize"),
                  "alarm": Show("isup.cg_alarm_car_ind"), "continuity check": Show("isup.cg_alarm_cnt_chk")}),
    0xe6: (BITS, {"validation": Show("isup.conn_rsp_ind")}),
    0xea: (BITS, {"": Show("isup.originating_line_info")}),
    0xeb: (printed.charge_number, {"digits": Show("isup.charge_number", make=as_digits),
                                   "nature": Show("isup.charge_number_nature_of_address_indicator"),
                                   "plan": Show("isup.numbering_plan_indicator")}),
}
NATIONAL_ROWS = {
    ("spirou", 0xc2): (BITS, {"": Show("isup.french.msg_num")}),
    ("spirou", 0xc3): (BITS, {"": Show("isup.french.coll_field")}),
    ("ttc", 0xd7): (BITS, {"": Show("isup.jpn.emerg_call_type")}),
    ("ttc", 0xec): (BITS, {"": Show("isup.jpn.hold_at_emerg_call_disc_ind")}),
    ("ttc", 0xf2): (printed.delayed_charging, {"types": Show("isup.japan.charge_delay_type", all=True)}),
    ("ttc", 0xf5): (BITS, {"": Show("isup.jpn.reason_for_clip_fail")}),
    ("ttc", 0xf9): (printed.contractor, {"digits": Show("isup.jpn.contractor_number", make=as_digits),
                                         "nature": Show("isup.called_party_nature_of_address_indicator"),
                                         "plan": Show("isup.numbering_plan_indicator")}),
    ("ttc", 0xfa): (BITS, {"": Show("isup.japan.chg_inf_type")}),
}
# Whole parameters as octets: what a decoder without a layout shows.
OPAQUE = (None, octets_of("isup.parameter_value"))
Q931_PREFIXES = ("q931.", "q932", "data")  # inside bearer, access transport, user-to-user: compared as octets as well


def row_for(variant: str, code: int, parameter):
    """The row of a parameter; OPAQUE when tshark shows nothing but its octets."""
    if "isup.parameter_value" in parameter.fields:
        return OPAQUE
    if (variant, code) in NATIONAL_ROWS:
        return NATIONAL_ROWS[variant, code]
    if variant == "ansi" and code in ANSI_ROWS:
        return ANSI_ROWS[code]
    return ROWS.get(code)


def special(code: int, ours: dict, parameter) -> dict:
    """tshark's side of what is a list."""
    if code == 0x39:
        names = ["isup.upgraded_parameter", "isup.transit_at_intermediate_exchange_ind", "isup.Release_call_ind",
                 "isup.Send_notification_ind", "isup.Discard_message_ind_value", "isup.Discard_parameter_ind",
                 "isup.Pass_on_not_possible_ind"]
        columns = [[int(show, 0) for show, _, _ in parameter.fields.get(name, [])] for name in names]
        rows = list(zip(*columns))
        more = [int(show, 0) for show, _, _ in parameter.fields.get("isup.broadband_narrowband_interworking_ind", [])]
        if more:  # of the last row only in our samples
            rows[-1] += tuple(more)
        return {"rows": rows}
    if code == 0x16:
        for show, _, status in parameter.fields.get("text", []):
            if show == "Status subfield":  # its bits are shown of the last octet alone
                bits = int.from_bytes(bytes.fromhex(status), "little")
                return {"marked": [n for n in range(ours["circuits"]) if bits >> n & 1]}
    if code == 0x26:
        maintenance = [int(show, 0) for show, _, _ in parameter.fields.get("isup.mtc_blocking_state", [])]
        use = iter(int(show, 0) for show, _, _ in parameter.fields.get("isup.call_processing_state", []))
        hardware = iter(int(show, 0) for show, _, _ in parameter.fields.get("isup.hw_blocking_state", []))
        # call processing and hardware are shown of circuits in use only
        return {"states": [(0, blocked, None) if our[0] == 0 else (next(use, None), blocked, next(hardware, None))
                           for our, blocked in zip(ours["states"], maintenance)]}
    return {}


def theirs(code: int, row, ours: dict, parameter) -> dict:
    found = {name: show.read(parameter) for name, show in row[1].items() if show}
    found |= special(code, ours, parameter)
    if "isup.empty_number" in parameter.fields:
        found["digits"] = ""
    if "isup.jpn.contractor_number" in parameter.fields and parameter.first("isup.isdn_odd_even_indicator")[0] == "1":
        found["digits"] = found["digits"].removesuffix("0")  # shown with the filler
    if "ansi_isup.nw_id" in parameter.fields and found["plan"] == 1:  # shown with the filler
        found["digits"] = found["digits"].removesuffix("0")
    if "isup.orig_addr_len" in parameter.fields:  # both without addresses in our samples
        found["information"] = "".join(f"{int(parameter.first(name)[0]):02x}" for name in
                                       ("isup.orig_addr_len", "isup.dest_addr_len")) + found["information"]
    return found


def ours(code: int, row, text: str, octets: str, names: list[dict]) -> dict:
    how = row[0]
    if how is None:
        return {"octets": octets}
    if how is BITS:
        return printed.bit_fields(text, names)
    result = how(text, names) if how is printed.notifications else how(text)
    if "octets" in row[1]:
        result.setdefault("octets", octets)
    return result


def differences(variant: str, code: int, text: str, octets: str, names: list[dict], parameter):
    """(number of fields compared, [(field, ours, tshark's)]); a field is None where one side has nothing."""
    row = row_for(variant, code, parameter)
    if row is None:
        return 0, [("*", octets, None)]
    try:
        our = ours(code, row, text, octets, names)
    except (ValueError, KeyError, AttributeError, IndexError, TypeError) as unread:
        return 0, [("text", f"{text!r}: {unread!r}", None)]
    their = theirs(code, row, our, parameter)
    found = [("*", "octets only", None)] if row is OPAQUE else []
    compared = 0
    for name in {**our, **their}:
        if our.get(name) is None and their.get(name) is None or name == "octets" and their.get(name) is None:
            continue  # the octets are a second look at what the fields say
        compared += 1
        if name == "incomplete" and name in their:
            our.setdefault(name, 0)  # printed when it is so
        if our.get(name) != their.get(name):
            found.append((name, our.get(name), their.get(name)))
    # whatever else tshark shows of the parameter must be known here
    used = {name for show in row[1].values() if show for name in show.names}
    if code == 0x39:
        used |= {name for name in parameter.fields if name.startswith("isup.")}
    if code == 0x26:
        used |= {"isup.mtc_blocking_state", "isup.call_processing_state", "isup.hw_blocking_state"}
    for name in parameter.fields:
        if name not in EVERYWHERE and name not in used and not name.startswith(Q931_PREFIXES):
            found.append((f"tshark's {name}", None, parameter.fields[name][0][0]))
    return compared, found
