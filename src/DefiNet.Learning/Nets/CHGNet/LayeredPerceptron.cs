using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DefiNet.Learning.Nets.CHGNet;

/// <summary>Linear layers with SiLU between, under the numbers that the published perceptrons give them: a place is kept for the layers of dropout, which do nothing here.</summary>
internal sealed class LayeredPerceptron : nn.Module<Tensor, Tensor>
{
    private readonly Sequential _layers;

    public LayeredPerceptron(IReadOnlyList<int> widths, bool hasBias = true) : base(nameof(LayeredPerceptron))
    {
        var layers = nn.Sequential(Array.Empty<(string, nn.Module<Tensor, Tensor>)>());
        for (var layer = 0; layer + 1 < widths.Count; layer++)
        {
            // Dropout stands in front of the last layer.
            var last = layer + 2 == widths.Count;
            var number = 2 * layer + (last ? 1 : 0);
            if (layer > 0)
                layers.append(Text(2 * layer - 1), nn.SiLU());
            layers.append(Text(number), new Dense(widths[layer], widths[layer + 1], hasBias));
        }

        register_module("layers", _layers = layers);
    }

    public override Tensor forward(Tensor input) => _layers.call(input);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
