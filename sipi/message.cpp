// Messages as values: reading, building, changing and writing them; RFC 3261 §7 and §8.2.6.
#include "sipi/message.h"

#include "sipi/text.h"

#include <algorithm>

namespace sipi {
namespace {

constexpr std::string_view kVersion = "SIP/2.0";
/// Room for a built message, so that filling it allocates twice at most.
constexpr std::size_t kMessageTypicalText = 1024;
constexpr std::size_t kTypicalFields = 24;

void replace_line_ends(std::string& text, std::size_t from) {
    while ((from = scan::find_any<'\r', '\n'>(text, from)) < text.size())
        text[from] = ' ';
}

} // namespace

Message Message::request(Method method, std::string_view uri) {
    return request(sipi::text(method), uri);
}

Message Message::request(std::string_view method, std::string_view uri) {
    Message message;
    message.text_.reserve(kMessageTypicalText);
    message.fields_.reserve(kTypicalFields);
    message.method_ = method_of(method);
    message.method_or_reason_ = message.store(method);
    message.uri_ = message.store(uri);
    return message;
}

Message Message::response(const Message& request, int status, std::string_view reason,
                          std::string_view to_tag) {
    Message message;
    message.text_.reserve(kMessageTypicalText);
    message.fields_.reserve(kTypicalFields);
    message.status_ = static_cast<std::uint16_t>(status);
    message.method_ = request.method_;
    message.method_or_reason_ = message.store(reason.empty() ? default_reason(status) : reason);
    std::string tag;
    if (!to_tag.empty() && request.lacks_to_tag())
        tag.append(";tag=").append(to_tag);
    for (const HeaderName id :
         {HeaderName::via, HeaderName::from, HeaderName::to, HeaderName::call_id, HeaderName::cseq})
        for (const IndexEntry& entry : request.fields_)
            if (entry.id == id)
                message.copy_line(request, entry, id == HeaderName::to ? tag : std::string_view());
    if (status == 100)
        message.copy(request, HeaderName::timestamp);
    return message;
}

std::string_view Message::method_text() const {
    if (is_request())
        return view(method_or_reason_);
    if (method_ != Method::unknown)
        return sipi::text(method_);
    const auto sequence = cseq();
    return sequence ? sequence->method_text : std::string_view();
}

std::string_view Message::request_uri() const {
    return view(uri_);
}

void Message::set_request_uri(std::string_view uri) {
    std::string spare;
    uri_ = store(kept(uri, spare));
}

std::string_view Message::reason() const {
    return is_response() ? view(method_or_reason_) : std::string_view();
}

const Message::IndexEntry* Message::find(HeaderName id) const {
    for (const IndexEntry& entry : fields_)
        if (entry.id == id)
            return &entry;
    return nullptr;
}

std::string_view Message::header(HeaderName id) const {
    const IndexEntry* entry = find(id);
    return entry ? view(*entry) : std::string_view();
}

std::string_view Message::header(std::string_view name) const {
    const HeaderName id = header_name_of(name);
    if (id != HeaderName::unknown)
        return header(id);
    for (const IndexEntry& entry : fields_)
        if (entry.id == id && scan::same(name_of(entry), name))
            return view(entry);
    return {};
}

bool Message::has(HeaderName id) const {
    return find(id) != nullptr;
}

std::size_t Message::count(HeaderName id) const {
    return static_cast<std::size_t>(std::ranges::count(fields_, id, &IndexEntry::id));
}

HeaderValues Message::values(HeaderName id) const {
    return HeaderValues(*this, id);
}

bool Message::lists(HeaderName id, std::string_view token) const {
    for (const std::string_view value : values(id))
        if (scan::same(value, token))
            return true;
    return false;
}

Message::Field Message::field(std::size_t index) const {
    const IndexEntry& entry = fields_[index];
    return {entry.id, name_of(entry), view(entry)};
}

Result<Via> Message::top_via() const {
    const auto all = values(HeaderName::via);
    const auto first = all.begin();
    if (first == all.end())
        return fail(Error::missing_header);
    return Via::parse(*first);
}

Result<NameAddr> Message::from() const {
    return NameAddr::parse(header(HeaderName::from));
}

Result<NameAddr> Message::to() const {
    return NameAddr::parse(header(HeaderName::to));
}

std::string_view Message::tag(const std::optional<Range>& noted, HeaderName id) const {
    if (noted)
        return view(*noted);
    const auto address = NameAddr::parse(header(id));
    return address ? address->tag : std::string_view();
}

// A To that does not parse is left as it is.
bool Message::lacks_to_tag() const {
    if (to_tag_)
        return to_tag_->length == 0;
    const auto address = to();
    return address && address->tag.empty();
}

void Message::forget(HeaderName id) {
    if (id == HeaderName::from)
        from_tag_.reset();
    else if (id == HeaderName::to)
        to_tag_.reset();
}

Result<CSeq> Message::cseq() const {
    return CSeq::parse(header(HeaderName::cseq));
}

Result<NameAddr> Message::contact() const {
    const auto all = values(HeaderName::contact);
    const auto first = all.begin();
    if (first == all.end())
        return fail(Error::missing_header);
    return NameAddr::parse(*first);
}

Message::Range Message::store(std::string_view text) {
    const std::size_t at = text_.size();
    text_ += text;
    replace_line_ends(text_, at);
    return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(text.size())};
}

Message::IndexEntry Message::store_line(HeaderName id, std::string_view name,
                                        std::string_view value) {
    forget(id);
    const auto at = static_cast<std::uint32_t>(text_.size());
    if (id == HeaderName::unknown)
        store(name);
    else
        text_ += sipi::text(id);
    const auto name_length = static_cast<std::uint16_t>(text_.size() - at);
    text_ += ": ";
    const Range stored_value = store(scan::trimmed(value));
    text_ += "\r\n";
    return {at, stored_value.at, stored_value.length, name_length, id, true};
}

std::string_view Message::kept(std::string_view text, std::string& spare) const {
    const std::less<const char*> before;
    const char* const begin = text_.data();
    if (text.empty() || before(text.data(), begin) || !before(text.data(), begin + text_.size()))
        return text;
    spare.assign(text);
    return spare;
}

void Message::append(HeaderName id, std::string_view value) {
    std::string spare;
    fields_.push_back(store_line(id, {}, kept(value, spare)));
}

void Message::append(std::string_view name, std::string_view value) {
    std::string spare;
    std::string spare_name;
    fields_.push_back(store_line(header_name_of(name), kept(name, spare_name), kept(value, spare)));
}

void Message::prepend(HeaderName id, std::string_view value) {
    std::string spare;
    const IndexEntry added = store_line(id, {}, kept(value, spare));
    const auto same = std::ranges::find(fields_, id, &IndexEntry::id);
    fields_.insert(same == fields_.end() ? fields_.begin() : same, added);
}

void Message::set(HeaderName id, std::string_view value) {
    std::string spare;
    const IndexEntry added = store_line(id, {}, kept(value, spare));
    const auto first = std::ranges::find(fields_, id, &IndexEntry::id);
    if (first == fields_.end()) {
        fields_.push_back(added);
        return;
    }
    *first = added;
    fields_.erase(std::remove_if(first + 1, fields_.end(),
                                 [&](const IndexEntry& entry) { return entry.id == id; }),
                  fields_.end());
}

void Message::replace_first(HeaderName id, std::string_view value) {
    const auto first = std::ranges::find(fields_, id, &IndexEntry::id);
    if (first == fields_.end()) {
        append(id, value);
        return;
    }
    const std::string_view line = view(*first);
    const std::size_t end = row(id).values == Values::list ? scan::next_comma(line) : line.size();
    std::string text(value);
    text += line.substr(end);
    *first = store_line(id, {}, text);
}

bool Message::remove(HeaderName id) {
    forget(id);
    return std::erase_if(fields_, [&](const IndexEntry& entry) { return entry.id == id; }) > 0;
}

bool Message::remove(std::string_view name) {
    const HeaderName id = header_name_of(name);
    forget(id);
    return std::erase_if(fields_, [&](const IndexEntry& entry) {
               return entry.id == id &&
                      (id != HeaderName::unknown || scan::same(name_of(entry), name));
           }) > 0;
}

void Message::copy(const Message& from, HeaderName id) {
    const std::size_t count = from.fields_.size(); // `from` may be this message
    for (std::size_t at = 0; at < count; ++at)
        if (from.fields_[at].id == id)
            copy_line(from, IndexEntry(from.fields_[at]));
}

void Message::copy_line(const Message& from, const IndexEntry& entry, std::string_view more) {
    if (!entry.verbatim) {
        std::string value(from.view(entry));
        fields_.push_back(store_line(entry.id, from.name_of(entry), value += more));
        return;
    }
    // The other message has no line end in it: it goes over in one piece.
    const auto at = static_cast<std::uint32_t>(text_.size());
    const std::uint32_t to_value = entry.value_at - entry.name_at;
    text_.append(from.text_, entry.name_at, to_value + entry.value_length);
    text_.append(more).append("\r\n");
    forget(entry.id);
    fields_.push_back({at, at + to_value,
                       entry.value_length + static_cast<std::uint32_t>(more.size()),
                       entry.name_length, entry.id, true});
}

base::Octets Message::body() const {
    const std::string_view text = body_text();
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view Message::body_text() const {
    return view(body_);
}

void Message::set_body(std::string_view content_type, base::Octets body) {
    set_body(content_type,
             std::string_view(reinterpret_cast<const char*>(body.data()), body.size()));
}

void Message::set_body(std::string_view content_type, std::string_view body) {
    std::string spare;
    const std::string_view octets = kept(body, spare);
    if (content_type.empty())
        remove(HeaderName::content_type);
    else if (header(HeaderName::content_type) != content_type)
        set(HeaderName::content_type, content_type);
    if (body_.at + body_.length ==
        text_.size()) // the old body stands last: the new one takes its place
        text_.resize(body_.at);
    body_ = {static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(octets.size())};
    text_ += octets;
}

void Message::write_start_line(std::string& out) const {
    if (is_request()) {
        out.append(view(method_or_reason_)).append(" ").append(view(uri_)).append(" ");
        out.append(kVersion).append("\r\n");
        return;
    }
    out.append(kVersion).append(" ");
    append_number(out, status_);
    out.append(" ").append(view(method_or_reason_)).append("\r\n");
}

void Message::write_content_length(std::string& out) const {
    out += "Content-Length: ";
    append_number(out, body_.length);
    out += "\r\n";
}

void Message::write_fields(std::string& out) const {
    // Lines that stand behind each other in text_ as they are sent go out in one piece.
    std::uint32_t piece = 0;
    std::uint32_t piece_end = 0;
    const auto flush = [&] { out.append(text_, piece, piece_end - piece); };
    bool length_written = false;
    for (const IndexEntry& entry : fields_) {
        const bool is_length = entry.id == HeaderName::content_length;
        if (entry.verbatim && !is_length) {
            if (entry.name_at != piece_end) {
                flush();
                piece = entry.name_at;
            }
            piece_end = entry.value_at + entry.value_length + 2;
            continue;
        }
        flush();
        piece = piece_end = 0;
        if (is_length) {
            if (!length_written)
                write_content_length(out);
            length_written = true;
            continue;
        }
        out += entry.id == HeaderName::unknown ? name_of(entry) : sipi::text(entry.id);
        out.append(": ").append(view(entry)).append("\r\n");
    }
    flush();
    if (!length_written)
        write_content_length(out);
}

void Message::serialize(std::string& out) const {
    out.reserve(out.size() + text_.size() + 64);
    write_start_line(out);
    write_fields(out);
    out += "\r\n";
    out += body_text();
}

std::string Message::to_string() const {
    std::string out;
    serialize(out);
    return out;
}

HeaderValues::Iterator::Iterator(const Message& message, HeaderName id)
    : message_(&message), at_end_(false), id_(id), list_(row(id).values == Values::list) {
    ++*this;
}

HeaderValues::Iterator& HeaderValues::Iterator::operator++() {
    // Empty elements, as in "Supported:" or "a,,b", are no elements.
    do {
        if (!has_rest_ && !next_line()) {
            at_end_ = true;
            break;
        }
        const std::size_t end = list_ ? scan::next_comma(rest_) : rest_.size();
        value_ = scan::trimmed(rest_.substr(0, end));
        has_rest_ = end < rest_.size();
        rest_.remove_prefix(has_rest_ ? end + 1 : end);
    } while (value_.empty() && list_);
    return *this;
}

bool HeaderValues::Iterator::next_line() {
    const auto* entry = message_->fields_.data() + next_field_;
    const auto* const end = message_->fields_.data() + message_->fields_.size();
    while (entry != end && entry->id != id_)
        ++entry;
    next_field_ = static_cast<std::size_t>(entry - message_->fields_.data()) + 1;
    if (entry == end) {
        --next_field_;
        return false;
    }
    rest_ = message_->view(*entry);
    return true;
}

} // namespace sipi
