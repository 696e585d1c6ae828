// An outcome that is either a value or an error: what a peer, a line or the kernel can cause is a
// value.
#pragma once

#include <cassert>
#include <utility>
#include <variant>

namespace base {

/// Marks an error on its way into a Result: `return base::fail(Error::truncated);`
template <class E>
struct Failure {
    E error;
};
template <class E>
constexpr Failure<E> fail(E error) {
    return {std::move(error)};
}

/// A value of T, or an error of E (an enum of the room, or a struct with details).
///
/// Errors: reading value() of a failure or error() of a success is a bug and asserts.
/// Rooms shorten it: `template <class T> using Result = base::Result<T, Error>;`
template <class T, class E>
class [[nodiscard]] Result {
  public:
    constexpr Result(T value) : outcome_(std::in_place_index<0>, std::move(value)) {}
    constexpr Result(Failure<E> failure)
        : outcome_(std::in_place_index<1>, std::move(failure.error)) {}

    constexpr bool ok() const { return outcome_.index() == 0; }
    constexpr explicit operator bool() const { return ok(); }
    constexpr T& value() & { return *checked(std::get_if<0>(&outcome_)); }
    constexpr const T& value() const& { return *checked(std::get_if<0>(&outcome_)); }
    constexpr T&& value() && { return std::move(*checked(std::get_if<0>(&outcome_))); }
    constexpr T& operator*() & { return value(); }
    constexpr T&& operator*() && { return std::move(*this).value(); }
    constexpr const T& operator*() const& { return value(); }
    constexpr T* operator->() { return &value(); }
    constexpr const T* operator->() const { return &value(); }
    constexpr const E& error() const { return *checked(std::get_if<1>(&outcome_)); }

  private:
    template <class P>
    static constexpr P* checked(P* pointer) {
        assert(pointer);
        return pointer;
    }
    std::variant<T, E> outcome_;
};

/// Success without a value, or an error.
template <class E>
class [[nodiscard]] Result<void, E> {
  public:
    constexpr Result() = default;
    constexpr Result(Failure<E> failure) : failed_(true), error_(std::move(failure.error)) {}
    constexpr bool ok() const { return !failed_; }
    constexpr explicit operator bool() const { return ok(); }
    constexpr const E& error() const {
        assert(failed_);
        return error_;
    }

  private:
    bool failed_ = false;
    E error_{};
};

} // namespace base
