using DefiNet.Crystals;

namespace DefiNet.Inference.DistanceNets;

/// <summary>A DeepRelax, wherever it runs. Safe to use from several threads.</summary>
public interface IDistanceModel
{
    /// <summary>SHA-256 of its weights as hexadecimal digits.</summary>
    string Sha256 { get; }

    /// <summary>Predicts the relaxed structure.</summary>
    /// <param name="structure">The unrelaxed atoms; no ghosts.</param>
    /// <param name="threads">Threads to work on, where the processor works; 0 for all.</param>
    /// <exception cref="InferenceException">The net cannot treat the structure.</exception>
    DistancePrediction Predict(Structure structure, int threads = 0);
}
