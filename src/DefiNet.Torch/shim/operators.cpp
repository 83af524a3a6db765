// Calls any operator of libtorch by its name in the dispatcher, so that no operator needs a function of its own here.
#include "shim.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <cstring>
#include <stdexcept>

using definet::Kind;
using definet::Value;

namespace {

double real(const Value& value) {
    double number;
    std::memcpy(&number, &value.payload, sizeof number);
    return number;
}

template <typename Element>
Element* elements(const Value& value) {
    return reinterpret_cast<Element*>(value.payload);
}

c10::IValue boxed(const Value& value, const c10::Argument& wanted) {
    switch (value.kind) {
        case Kind::none:
            return {};
        case Kind::tensor:
            return value.payload == 0 ? c10::IValue() : c10::IValue(*elements<at::Tensor>(value));
        case Kind::integer:
            // A Scalar takes both; a float takes no integer.
            if (wanted.type()->kind() == c10::TypeKind::FloatType)
                return static_cast<double>(value.payload);
            return value.payload;
        case Kind::real:
            return real(value);
        case Kind::boolean:
            return value.payload != 0;
        case Kind::integers: {
            const auto* first = elements<const std::int64_t>(value);
            return std::vector<std::int64_t>(first, first + value.count);
        }
        case Kind::tensors: {
            c10::List<at::Tensor> list;
            for (auto index = 0; index < value.count; index++)
                list.push_back(definet::tensor(elements<void*>(value)[index]));
            return list;
        }
        case Kind::optional_tensors: {
            c10::List<decltype(std::declval<c10::IValue>().toOptional<at::Tensor>())> list;
            for (auto index = 0; index < value.count; index++) {
                auto* one = elements<void*>(value)[index];
                if (one == nullptr)
                    list.emplace_back();
                else
                    list.emplace_back(definet::tensor(one));
            }
            return list;
        }
        case Kind::text:
            return std::string(elements<const char>(value), value.count);
        case Kind::device:
            return c10::Device(std::string(elements<const char>(value), value.count));
    }
    throw std::invalid_argument("an argument is of a kind that this shim does not know");
}

class Results {
public:
    Results(Value* into, int capacity) : into_(into), capacity_(capacity) {}

    void take(const c10::IValue& value) {
        if (value.isTensor())
            put(Kind::tensor, reinterpret_cast<std::int64_t>(definet::handle(value.toTensor())));
        else if (value.isTensorList())
            for (const auto& one : value.toTensorVector())
                put(Kind::tensor, reinterpret_cast<std::int64_t>(definet::handle(one)));
        else if (value.isBool())
            put(Kind::boolean, value.toBool() ? 1 : 0);
        else if (value.isInt())
            put(Kind::integer, value.toInt());
        else if (value.isDouble()) {
            const auto number = value.toDouble();
            std::int64_t bits;
            std::memcpy(&bits, &number, sizeof bits);
            put(Kind::real, bits);
        } else if (value.isNone())
            put(Kind::none, 0);
        else
            throw std::invalid_argument("the operator answers with a kind of value that this shim does not know");
    }

    int count() const { return count_; }

    // Frees what was handed out so far, after a failure.
    void undo() {
        for (auto index = 0; index < count_; index++)
            if (into_[index].kind == Kind::tensor)
                delete reinterpret_cast<at::Tensor*>(into_[index].payload);
    }

private:
    void put(Kind kind, std::int64_t payload) {
        if (count_ == capacity_) {
            if (kind == Kind::tensor)
                delete reinterpret_cast<at::Tensor*>(payload);
            throw std::length_error("the operator answers with more values than there is room for");
        }
        into_[count_++] = {kind, 0, payload};
    }

    Value* into_;
    int capacity_;
    int count_ = 0;
};

}  // namespace

// The operator of that name and overload, such as aten::add and Tensor. It is never freed.
DEFINET_API int definet_operator(const char* name, const char* overload, void** found) {
    return definet::guarded([&] { *found = new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)); });
}

// Calls it. Arguments that are left out at the end take the defaults of the schema.
DEFINET_API int definet_call(void* operation, const Value* arguments, int count, Value* results, int capacity, int* returned) {
    return definet::guarded([&] {
        const auto& handle = *static_cast<c10::OperatorHandle*>(operation);
        const auto& wanted = handle.schema().arguments();
        if (static_cast<std::size_t>(count) > wanted.size())
            throw std::invalid_argument("more arguments than the operator takes");
        std::vector<c10::IValue> stack;
        stack.reserve(wanted.size());
        for (auto index = 0; index < count; index++)
            stack.push_back(boxed(arguments[index], wanted[index]));
        for (auto index = static_cast<std::size_t>(count); index < wanted.size(); index++) {
            if (!wanted[index].default_value())
                throw std::invalid_argument("the argument '" + wanted[index].name() + "' is missing");
            stack.push_back(*wanted[index].default_value());
        }
        handle.callBoxed(&stack);
        Results out(results, capacity);
        try {
            for (const auto& value : stack)
                out.take(value);
        } catch (...) {
            out.undo();
            throw;
        }
        *returned = out.count();
    });
}
