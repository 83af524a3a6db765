using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What Adam and AdamW have in common.</summary>
/// <remarks>Kingma and Ba, ICLR 2015; Loshchilov and Hutter, ICLR 2019 (weight decay); Reddi et al., ICLR 2018 (amsgrad).</remarks>
public abstract class AdamFamily : OptimizerHelper
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _eps;
    private readonly double _decay;
    private readonly bool _amsgrad;
    private readonly bool _maximise;
    private readonly Memory?[] _memories;

    internal AdamFamily(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double decay, bool amsgrad, bool maximise) : base(parameters, lr)
    {
        (_beta1, _beta2, _eps, _decay, _amsgrad, _maximise) = (beta1, beta2, eps, decay, amsgrad, maximise);
        _memories = new Memory?[this.parameters().Count()];
    }

    /// <summary>Whether the weights decay by themselves instead of through the gradient.</summary>
    private protected abstract bool DecaysApart { get; }

    internal override void Update(int index, Parameter parameter, Tensor gradient)
    {
        var memory = _memories[index] ??= new Memory(parameter, _amsgrad);
        memory.Steps++;
        if (_maximise)
            gradient = gradient.neg();
        if (_decay != 0 && DecaysApart)
            parameter.mul_(1 - Group.LearningRate * _decay);
        else if (_decay != 0)
            gradient = gradient.add(parameter, _decay);

        memory.Mean.mul_(_beta1).add_(gradient, 1 - _beta1);
        memory.Square.mul_(_beta2).addcmul_(gradient, gradient, 1 - _beta2);
        var square = memory.Square;
        if (memory.Largest is { } largest)
            square = largest.copy_(largest.maximum(memory.Square));
        var bias1 = 1 - Math.Pow(_beta1, memory.Steps);
        var bias2 = 1 - Math.Pow(_beta2, memory.Steps);
        var divisor = square.sqrt().div_(Math.Sqrt(bias2)).add_(_eps);
        parameter.addcdiv_(memory.Mean, divisor, -Group.LearningRate / bias1);
    }

    internal override void WriteMemory(BinaryWriter writer)
    {
        writer.Write(_memories.Length);
        foreach (var memory in _memories)
            writer.Write(memory?.Steps ?? 0);
        StateFile.Write(writer, [.. _memories.SelectMany((memory, index) => memory?.Named(index) ?? [])]);
    }

    internal override void ReadMemory(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count != _memories.Length)
            throw new InvalidDataException($"The memory is of {count} parameters; the optimiser has {_memories.Length}.");
        var steps = new long[count];
        for (var index = 0; index < count; index++)
            steps[index] = reader.ReadInt64();
        var read = StateFile.Read(reader, "memory of the optimiser");
        var index2 = 0;
        foreach (var parameter in parameters())
        {
            var index = index2++;
            _memories[index]?.Dispose();
            _memories[index] = null;
            if (steps[index] == 0)
                continue;
            var memory = _memories[index] = new Memory(parameter, _amsgrad) { Steps = steps[index] };
            foreach (var (name, tensor) in memory.Named(index))
                tensor.copy_(read.TryGetValue(name, out var from) && from.shape.AsSpan().SequenceEqual(tensor.shape) ? from : throw new InvalidDataException($"The memory has no '{name}' of the parameter's shape."));
        }

        foreach (var tensor in read.Values)
            tensor.Dispose();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var memory in _memories)
                memory?.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Memory : IDisposable
    {
        public Memory(Parameter parameter, bool amsgrad)
        {
            using var quiet = no_grad();
            Mean = zeros_like(parameter).DetachFromDisposeScope();
            Square = zeros_like(parameter).DetachFromDisposeScope();
            Largest = amsgrad ? zeros_like(parameter).DetachFromDisposeScope() : null;
        }

        public long Steps { get; set; }

        public Tensor Mean { get; }

        public Tensor Square { get; }

        public Tensor? Largest { get; }

        public IEnumerable<KeyValuePair<string, Tensor>> Named(int index)
        {
            var start = index.ToString(CultureInfo.InvariantCulture);
            yield return new($"{start}.exp_avg", Mean);
            yield return new($"{start}.exp_avg_sq", Square);
            if (Largest is not null)
                yield return new($"{start}.max_exp_avg_sq", Largest);
        }

        public void Dispose()
        {
            Mean.Dispose();
            Square.Dispose();
            Largest?.Dispose();
        }
    }
}
