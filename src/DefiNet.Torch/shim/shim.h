// The C interface between DefiNet.Torch and libtorch. Every function that can fail returns 0 when it did well
// and 1 when it did not; definet_error() then holds the reason, for the calling thread.
#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <exception>
#include <string>

#if defined(_WIN32)
#define DEFINET_API extern "C" __declspec(dllexport)
#else
#define DEFINET_API extern "C" __attribute__((visibility("default")))
#endif

namespace definet {

// What an argument or a result is. The same numbers stand in ValueKind.cs.
enum class Kind : std::int32_t {
    none = 0,
    tensor = 1,
    integer = 2,
    real = 3,
    boolean = 4,
    integers = 5,
    tensors = 6,
    optional_tensors = 7,
    text = 8,
    device = 9,
};

// One argument or result. `payload` is a number, the bits of a double, or a pointer; lists have `count` elements behind the pointer.
struct Value {
    Kind kind;
    std::int32_t count;
    std::int64_t payload;
};

void remember_failure(const std::exception_ptr& failure) noexcept;

// Runs what may throw and turns an exception into the return value 1.
template <typename Work>
int guarded(Work work) noexcept {
    try {
        work();
        return 0;
    } catch (...) {
        remember_failure(std::current_exception());
        return 1;
    }
}

inline at::Tensor& tensor(void* handle) { return *static_cast<at::Tensor*>(handle); }

// An undefined tensor is handed out as null.
inline void* handle(at::Tensor value) { return value.defined() ? new at::Tensor(std::move(value)) : nullptr; }

}  // namespace definet
