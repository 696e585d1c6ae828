// The key table's part on who registers here: the registrar (RFC 3261 §10) and its users.
#include "gateway/config/kinds.h"

namespace config {

using namespace std::chrono_literals;

std::vector<Key> registrar_keys() {
    return {
        key<Registrar, &Registrar::enabled>(
            "enabled", boolean(), "false",
            "REGISTER of the users is taken (RFC 3261 section 10). It changes only with a "
            "restart."),
        key<Registrar, &Registrar::realm>(
            "realm", kind(Type::string), "\"landline\"",
            "Of the challenges, and the domain of the users' addresses towards them. ha1 keys of "
            "users are made with it."),
        key<Registrar, &Registrar::algorithms>(
            "algorithms", list_of(choice("sha-512-256|sha-256|md5")), "[\"sha-256\", \"md5\"]",
            "Digest algorithms, each in a challenge of its own in this order (RFC 8760): a client "
            "takes the first that it knows. Some telephones fail at a challenge that they do not "
            "know: where sha-256 or sha-512-256 stands beside md5, try yours. Leave md5 out where "
            "all know better."),
        key<Registrar, &Registrar::challenge_calls>(
            "challenge_calls", choice("off|401|407"), "\"401\"",
            "How users' INVITEs are asked for credentials. off: an INVITE from the address and "
            "port of a registration is that user's."),
        key<Registrar, &Registrar::min_expires>("min_expires", duration(1s, 1h), "\"1m\"",
                                                "Shorter registrations get 423."),
        key<Registrar, &Registrar::max_expires>("max_expires", duration(1s, 168h), "\"1h\"",
                                                "Longer ones are granted this."),
        key<Registrar, &Registrar::default_expires>(
            "default_expires", duration(1s, 168h), "\"1h\"",
            "Granted to a REGISTER that does not say how long."),
        key<Registrar, &Registrar::nonce_lifetime>(
            "nonce_lifetime", duration(1s, 24h), "\"5m\"",
            "How long credentials may be made with the same challenge; afterwards it is stale, "
            "and the client makes new ones by itself."),
        key<Registrar, &Registrar::ring_time>(
            "ring_time", duration(1s, 3min), "\"20s\"",
            "A user's contacts of the same q are called at once, those of a lower q when nobody "
            "has answered so long, or all have refused."),
        key<Registrar, &Registrar::replace_oldest>(
            "replace_oldest", boolean(), "false",
            "A contact beyond max_contacts of its user takes the place of the oldest, instead of "
            "getting 403."),
        key<Registrar, &Registrar::user_file>(
            "user_file", kind(Type::string), "\"\"",
            "A file with [[user]] tables only, beside the conf file unless its path begins with "
            "/; a reload reads it again. Bindings of users that stay are kept."),
    };
}

std::vector<Key> user_keys() {
    return {
        key<User, &User::name>("name", kind(Type::name), kRequired,
                               "User name of its credentials, and its address of record."),
        key<User, &User::password>("password", kind(Type::string), "\"\"",
                                   "Its password, never shown; or ha1 keys instead."),
        key<User, &User::ha1_md5>("ha1_md5", kind(Type::string), "\"\"",
                                  "MD5 of name:realm:password in hex digits."),
        key<User, &User::ha1_sha256>("ha1_sha256", kind(Type::string), "\"\"",
                                     "SHA-256 of the same."),
        key<User, &User::ha1_sha512_256>("ha1_sha512_256", kind(Type::string), "\"\"",
                                         "SHA-512/256 of the same."),
        key<User, &User::numbers>(
            "numbers", list_of(kind(Type::prefix)), "[]",
            "Its numbers, as they are after the number rules; international ones with +. Calls "
            "to them go to its contacts, and it may register with them as its address too."),
        key<User, &User::prefixes>("prefixes", list_of(kind(Type::prefix)), "[]",
                                   "All numbers that begin so are its own too (a PBX with direct "
                                   "dialling); the longest of all users' counts."),
        key<User, &User::max_contacts>("max_contacts", integer(1, 100, "contacts"), "5",
                                       "Registered at once."),
        key<User, &User::networks>("networks", list_of(kind(Type::cidr)), "[]",
                                   "It registers and calls from these only; empty is all."),
        key<User, &User::codecs>("codecs", list_of(choice("pcma|pcmu|clearmode|g722")),
                                 "[\"pcma\", \"pcmu\"]", "As of a SIP peer."),
        key<User, &User::symmetric>("symmetric", boolean(), "true",
                                    "RTP is sent to where it comes from (RFC 4961)."),
    };
}

} // namespace config
