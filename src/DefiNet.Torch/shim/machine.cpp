// Failures, threads, seeds and devices.
#include "shim.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/util/Exception.h>

namespace {

thread_local std::string failure_text;

}  // namespace

void definet::remember_failure(const std::exception_ptr& failure) noexcept {
    try {
        std::rethrow_exception(failure);
    } catch (const c10::Error& error) {
        failure_text = error.what_without_backtrace();
    } catch (const std::exception& error) {
        failure_text = error.what();
    } catch (...) {
        failure_text = "something that is no exception was thrown";
    }
}

// The reason of this thread's last failure; valid until the next one.
DEFINET_API const char* definet_error() { return failure_text.c_str(); }

// Raised whenever a function changes; the program refuses another one.
DEFINET_API int definet_shim_version() { return 1; }

DEFINET_API int definet_manual_seed(std::int64_t seed) {
    return definet::guarded([&] { at::manual_seed(static_cast<std::uint64_t>(seed)); });
}

DEFINET_API int definet_set_threads(int threads) {
    return definet::guarded([&] { at::set_num_threads(threads); });
}

DEFINET_API int definet_threads() { return at::get_num_threads(); }

// CUDA devices that can be used; 0 where libtorch is a build without CUDA or no driver runs.
DEFINET_API int definet_cuda_devices() {
    auto count = 0;
    definet::guarded([&] {
        if (c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA))
            count = c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA)->deviceCount();
    });
    return count;
}
