using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Parts one after the other, named 0, 1, … or as given.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.Module<Tensor, Tensor>> _modules = [];

    internal Sequential(IEnumerable<(string Name, nn.Module<Tensor, Tensor> Module)> modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules)
            append(name, module);
    }

    /// <summary>Number of parts.</summary>
    public int Count => _modules.Count;

    /// <summary>One part.</summary>
    public nn.Module<Tensor, Tensor> this[int index] => _modules[index];

    /// <summary>Adds a part.</summary>
    public Sequential append(string name, nn.Module<Tensor, Tensor> module)
    {
        register_module(name, module);
        _modules.Add(module);
        return this;
    }

    /// <summary>Adds a part under the next number.</summary>
    public Sequential append(nn.Module<Tensor, Tensor> module) => append(_modules.Count.ToString(CultureInfo.InvariantCulture), module);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var at = input;
        foreach (var module in _modules)
        {
            var next = module.call(at);
            if (!ReferenceEquals(at, input) && !ReferenceEquals(at, next))
                at.Dispose();
            at = next;
        }

        return ReferenceEquals(at, input) ? input.alias() : at;
    }
}
