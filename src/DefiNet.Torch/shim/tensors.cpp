// What a tensor is, and its life.
#include "shim.h"

#include <ATen/core/TensorBody.h>

DEFINET_API void definet_tensor_free(void* handle) { delete static_cast<at::Tensor*>(handle); }

// A second handle to the same tensor.
DEFINET_API int definet_tensor_share(void* handle, void** shared) {
    return definet::guarded([&] { *shared = definet::handle(definet::tensor(handle)); });
}

// Writes at most `capacity` lengths and returns how many axes there are.
DEFINET_API int definet_tensor_shape(void* handle, std::int64_t* lengths, int capacity) {
    const auto sizes = definet::tensor(handle).sizes();
    for (auto axis = 0; axis < static_cast<int>(sizes.size()) && axis < capacity; axis++)
        lengths[axis] = sizes[axis];
    return static_cast<int>(sizes.size());
}

DEFINET_API int definet_tensor_type(void* handle) { return static_cast<int>(definet::tensor(handle).scalar_type()); }

DEFINET_API int definet_tensor_device(void* handle, int* index) {
    const auto device = definet::tensor(handle).device();
    *index = device.index();
    return static_cast<int>(device.type());
}

DEFINET_API int definet_tensor_is_contiguous(void* handle) { return definet::tensor(handle).is_contiguous() ? 1 : 0; }

DEFINET_API int definet_tensor_data(void* handle, void** data) {
    return definet::guarded([&] { *data = definet::tensor(handle).data_ptr(); });
}

DEFINET_API int definet_tensor_requires_grad(void* handle) { return definet::tensor(handle).requires_grad() ? 1 : 0; }

DEFINET_API int definet_tensor_set_requires_grad(void* handle, int wanted) {
    return definet::guarded([&] { definet::tensor(handle).set_requires_grad(wanted != 0); });
}

DEFINET_API int definet_tensor_is_leaf(void* handle) { return definet::tensor(handle).is_leaf() ? 1 : 0; }

DEFINET_API int definet_tensor_grad(void* handle, void** grad) {
    return definet::guarded([&] { *grad = definet::handle(definet::tensor(handle).grad()); });
}

// Null takes the gradient away.
DEFINET_API int definet_tensor_set_grad(void* handle, void* grad) {
    return definet::guarded([&] { definet::tensor(handle).mutable_grad() = grad == nullptr ? at::Tensor() : definet::tensor(grad); });
}
