using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace DefiNet.Torch.Native;

/// <summary>An operator of libtorch's dispatcher, looked up when it is first called.</summary>
/// <param name="name">Its name, such as <c>aten::add</c>.</param>
/// <param name="overload">Its overload, such as <c>Tensor</c>; empty for the one without a name.</param>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private const int FewResults = 16;
    private const int FewWords = 64;

    private nint _handle;

    /// <summary>Calls it for the one tensor that it answers with.</summary>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result = default;
        Run(arguments, new(ref result));
        return new Tensor((nint)result.Payload);
    }

    /// <summary>Calls it for what it does to its arguments, and answers with the first of them.</summary>
    public Tensor In(Tensor changed, params ReadOnlySpan<Argument> others)
    {
        var arguments = (Span<Argument>)new Argument[others.Length + 1];
        arguments[0] = changed;
        others.CopyTo(arguments[1..]);
        NativeValue result = default;
        if (Run(arguments, new(ref result)) == 1)
            Shim.definet_tensor_free((nint)result.Payload);
        return changed;
    }

    /// <summary>Calls it for a number or a truth.</summary>
    public NativeValue Value(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result = default;
        Run(arguments, new(ref result));
        return result;
    }

    /// <summary>Calls it for as many tensors as it answers with, at most <paramref name="capacity"/>.</summary>
    public Tensor[] Several(int capacity, params ReadOnlySpan<Argument> arguments)
    {
        var results = capacity <= FewResults ? stackalloc NativeValue[FewResults] : new NativeValue[capacity];
        var count = Run(arguments, results);
        var tensors = new Tensor[count];
        for (var index = 0; index < count; index++)
            tensors[index] = new Tensor((nint)results[index].Payload);
        return tensors;
    }

    private int Run(ReadOnlySpan<Argument> arguments, Span<NativeValue> results)
    {
        if (_handle == 0)
        {
            Shim.Check(Shim.definet_operator(name, overload, out var found));
            _handle = found;
        }

        var needed = 0;
        foreach (ref readonly var argument in arguments)
            needed += Words(argument);
        var words = needed <= FewWords ? stackalloc long[FewWords] : new long[needed];
        Span<NativeValue> values = stackalloc NativeValue[arguments.Length];
        fixed (long* scratch = words)
        fixed (NativeValue* given = values, answers = results)
        {
            var next = scratch;
            for (var index = 0; index < arguments.Length; index++)
                next = Write(arguments[index], ref given[index], next);
            Shim.Check(Shim.definet_call(_handle, given, arguments.Length, answers, results.Length, out var returned));
            foreach (ref readonly var argument in arguments)
                GC.KeepAlive(argument.Reference);
            return returned;
        }
    }

    private static int Words(in Argument argument) => argument.Reference switch
    {
        long[] numbers => numbers.Length,
        Tensor?[] tensors => tensors.Length,
        string text => Encoding.UTF8.GetMaxByteCount(text.Length) / sizeof(long) + 1,
        _ => 0,
    };

    private static long* Write(in Argument argument, ref NativeValue value, long* next)
    {
        value = new NativeValue { Kind = argument.Kind, Payload = argument.Number };
        switch (argument.Reference)
        {
            case Tensor tensor:
                value.Payload = tensor.Handle;
                break;
            case long[] numbers:
                (value.Payload, value.Count) = ((long)next, numbers.Length);
                foreach (var number in numbers)
                    *next++ = number;
                break;
            case Tensor?[] tensors:
                (value.Payload, value.Count) = ((long)next, tensors.Length);
                foreach (var tensor in tensors)
                    *next++ = tensor?.Handle ?? 0;
                break;
            case string text:
                var bytes = MemoryMarshal.AsBytes(new Span<long>(next, Words(argument)));
                (value.Payload, value.Count) = ((long)next, Encoding.UTF8.GetBytes(text, bytes));
                next += Words(argument);
                break;
        }

        return next;
    }
}
