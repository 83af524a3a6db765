namespace TorchSharp.Modules;

/// <summary>Adam.</summary>
public class Adam : AdamFamily
{
    internal Adam(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double decay, bool amsgrad, bool maximise)
        : base(parameters, lr, beta1, beta2, eps, decay, amsgrad, maximise)
    {
    }

    private protected override bool DecaysApart => false;
}
