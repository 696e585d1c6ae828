// A hash table whose chains run through its elements: no allocation per element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace sipi::transaction {

__extension__ using Product = unsigned __int128;

/// Hash of `text` under a secret `seed`, so that nobody can choose branches that all fall into one
/// chain.
inline std::uint64_t keyed_hash(std::uint64_t seed, std::string_view text) {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
    const auto mix = [](std::uint64_t a, std::uint64_t b) {
        const auto product = static_cast<Product>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    };
    std::uint64_t hash = seed ^ (text.size() * kOdd);
    while (text.size() > 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data(), 8);
        hash = mix(hash ^ word, seed | kOdd);
        text.remove_prefix(8);
    }
    std::uint64_t word = 0;
    if (!text.empty())
        std::memcpy(&word, text.data(), text.size());
    return mix(hash ^ word, (seed ^ hash) | kOdd);
}

/// Elements are linked through their member `Next` and found by their member `Hash`.
///
/// Owner: whoever owns the elements; they must be removed before they are destroyed.
template <class T, T* T::*Next, std::uint64_t T::*Hash>
class HashChains {
  public:
    HashChains() : heads_(kFirstSize) {}

    void insert(T& element) {
        if (size_ >= heads_.size())
            grow();
        link(element);
        ++size_;
    }
    void remove(T& element) {
        for (T** place = &head(element.*Hash); *place; place = &((*place)->*Next))
            if (*place == &element) {
                *place = element.*Next;
                element.*Next = nullptr;
                --size_;
                return;
            }
    }
    /// The first element with that hash for which `same(element)` holds; null: none.
    template <class Same>
    T* find(std::uint64_t hash, const Same& same) const {
        for (T* element = heads_[hash & (heads_.size() - 1)]; element; element = element->*Next)
            if (element->*Hash == hash && same(*element))
                return element;
        return nullptr;
    }
    /// `visit` must not insert or remove.
    template <class Visit>
    void for_each(const Visit& visit) const {
        for (T* element : heads_)
            for (; element; element = element->*Next)
                visit(*element);
    }
    std::size_t size() const { return size_; }

  private:
    static constexpr std::size_t kFirstSize = 64; // a power of two, and so are the later ones

    T*& head(std::uint64_t hash) { return heads_[hash & (heads_.size() - 1)]; }
    void link(T& element) {
        T*& first = head(element.*Hash);
        element.*Next = first;
        first = &element;
    }
    void grow() {
        std::vector<T*> old(heads_.size() * 2);
        old.swap(heads_);
        for (T* element : old)
            while (element) {
                T* next = element->*Next;
                link(*element);
                element = next;
            }
    }

    std::vector<T*> heads_;
    std::size_t size_ = 0;
};

} // namespace sipi::transaction
