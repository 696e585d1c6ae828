// Between the numbers of ISUP messages and those that routing works on.
#pragma once

#include "gateway/route/number.h"
#include "isup/message.h"

namespace call {

/// Digits 0-9, * for code 11, # for code 12; ST is left out. Natures that routing does not know
/// become unknown.
route::Number called_number(const isup::Message& iam);
/// Empty digits when the IAM has no calling number.
route::Number calling_number(const isup::Message& iam);
route::Bearer bearer(const isup::Message& iam);

/// The called number is complete: it ends with ST (Q.763 §3.9).
bool is_complete(const isup::Message& iam);
/// Adds the digits of a SAM to the IAM's called number; what exceeds its size is dropped.
void add_digits(isup::Message& iam, const isup::Message& sam);

/// Writes what routing changed; ST is set when the called number is complete, and taken away when
/// digits will follow in SAMs. Numbers that are the same as before are left as they came, with all
/// their octets.
void apply(const route::Number& called, const route::Number& calling, bool complete,
           isup::Message& iam);
/// Puts ST behind the digits of a SAM, in the place of a # that ended them.
void complete(isup::Message& sam);

} // namespace call
