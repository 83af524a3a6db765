namespace DefiNet.Learning.Gradients;

/// <summary>Where a linear layer stands among the weights of a net.</summary>
/// <param name="Weight">First number of the row-major matrix of shape (outputs, inputs).</param>
/// <param name="Bias">First number of the bias; negative when there is none.</param>
/// <param name="Outputs">Length of the result.</param>
/// <param name="Inputs">Length of the argument.</param>
internal readonly record struct LinearPlace(int Weight, int Bias, int Outputs, int Inputs);
