// An authority, a signer and a signer of one number only, made for the tests; good for a century.
#pragma once

#include <cstdint>
#include <string_view>

namespace identity_test {

inline constexpr std::int64_t kIssued = 1795414546; ///< when they were made

inline constexpr std::string_view kSignerKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgplhDdwWpOA3OCzeg\n"
    "usPxHLpyGfHdAoYzrGyVlIbUfNqhRANCAAQt3TVPKUYEfENygV4NN7jeQfQB821U\n"
    "r3LdnuRSJ60h0EJ03NznRl6h+TDcACSco26cFpwmZX456nRkebWYGDAB\n"
    "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view kAuthorityPem =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBSDCB76ADAgECAhQkWFNsalM6Ek4e4M3z7Mirm7YOLjAKBggqhkjOPQQDAjAZ\n"
    "MRcwFQYDVQQDDA5UZXN0IGF1dGhvcml0eTAgFw0yNjExMjIwNjE1NDZaGA8yMTI2\n"
    "MTAzMDA2MTU0NlowGTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwWTATBgcqhkjO\n"
    "PQIBBggqhkjOPQMBBwNCAASRU4szYM+RStsNyoIoCrLykf6VN6FoxSmjJxTPc5Z3\n"
    "NXITplUEgo9zdpReA3lCR8tYM1p5Q3HSkpoFhKowXhnEoxMwETAPBgNVHRMBAf8E\n"
    "BTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIEuuNCwEX5mabzhE6Wn7+cjd58IhL201\n"
    "BLSTDmkUEdyLAiEAq3VjSxLFUJwSTRPvJQc5U1UV5Fm3Keg3gtt4eQUL6Og=\n"
    "-----END CERTIFICATE-----\n";
inline constexpr std::string_view kSignerPem = // TNAuthList: provider 709J
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBWzCCAQGgAwIBAgIUAfhpmlnG73iK4qQX7Mu/WkNc/fgwCgYIKoZIzj0EAwIw\n"
    "GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTIyMDYxNTQ2WhgPMjEy\n"
    "NTA2MTcwNjE1NDZaMBYxFDASBgNVBAMMC1NIQUtFTiA3MDlKMFkwEwYHKoZIzj0C\n"
    "AQYIKoZIzj0DAQcDQgAELd01TylGBHxDcoFeDTe43kH0AfNtVK9y3Z7kUietIdBC\n"
    "dNzc50Zeofkw3AAknKNunBacJmV+Oep0ZHm1mBgwAaMoMCYwDAYDVR0TAQH/BAIw\n"
    "ADAWBggrBgEFBQcBGgQKMAigBhYENzA5SjAKBggqhkjOPQQDAgNIADBFAiBP/7Zv\n"
    "+z6HdbGGl7N3GLV1s+qutkEuD2MNdP2hVPiPXAIhAKde5NaqBrENPAYtdJMH6U4T\n"
    "N3h+qJ6YVZ30cMItXme7\n"
    "-----END CERTIFICATE-----\n";
inline constexpr std::string_view kNarrowPem = // the same key; TNAuthList: 12155551212
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBSjCB8KADAgECAgEHMAoGCCqGSM49BAMCMBkxFzAVBgNVBAMMDlRlc3QgYXV0\n"
    "aG9yaXR5MCAXDTI2MTEyMjA2MTU0NloYDzIxMjUwNjE3MDYxNTQ2WjAfMR0wGwYD\n"
    "VQQDDBRTSEFLRU4gb2Ygb25lIG51bWJlcjBZMBMGByqGSM49AgEGCCqGSM49AwEH\n"
    "A0IABC3dNU8pRgR8Q3KBXg03uN5B9AHzbVSvct2e5FInrSHQQnTc3OdGXqH5MNwA\n"
    "JJyjbpwWnCZlfjnqdGR5tZgYMAGjITAfMB0GCCsGAQUFBwEaBBEwD6INFgsxMjE1\n"
    "NTU1MTIxMjAKBggqhkjOPQQDAgNJADBGAiEAtsCMGtmh4Coa5NpQ0bdqTcMBIzhx\n"
    "HJEjInAsRtbI3+wCIQClO/xWcK+yHNT69zjj+yC2GmZY0Wyx4gfAqBX4iRm7Zw==\n"
    "-----END CERTIFICATE-----\n";

} // namespace identity_test
