// Gradients: whether they are recorded, and working them out.
#include "shim.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

namespace {

torch::autograd::variable_list listed(void* const* handles, int count) {
    torch::autograd::variable_list list;
    list.reserve(count);
    for (auto index = 0; index < count; index++)
        list.push_back(handles[index] == nullptr ? at::Tensor() : definet::tensor(handles[index]));
    return list;
}

}  // namespace

DEFINET_API int definet_grad_mode() { return at::GradMode::is_enabled() ? 1 : 0; }

DEFINET_API void definet_set_grad_mode(int enabled) { at::GradMode::set_enabled(enabled != 0); }

DEFINET_API int definet_backward(void* const* outputs, void* const* seeds, int count, int retain, int create) {
    return definet::guarded([&] { torch::autograd::backward(listed(outputs, count), listed(seeds, count), retain != 0, create != 0); });
}

DEFINET_API int definet_gradients(void* const* outputs, void* const* seeds, int count, void* const* inputs, int inputs_count, int retain, int create, int allow_unused, void** results) {
    return definet::guarded([&] {
        auto found = torch::autograd::grad(listed(outputs, count), listed(inputs, inputs_count), listed(seeds, count), retain != 0, create != 0, allow_unused != 0);
        for (auto index = 0; index < inputs_count; index++)
            results[index] = definet::handle(found[index]);
    });
}
