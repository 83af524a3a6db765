namespace TorchSharp.Modules;

/// <summary>Adam, its weight decay not part of the gradient.</summary>
public class AdamW : AdamFamily
{
    internal AdamW(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double decay, bool amsgrad, bool maximise)
        : base(parameters, lr, beta1, beta2, eps, decay, amsgrad, maximise)
    {
    }

    private protected override bool DecaysApart => true;
}
