using DefiNet.Crystals;
using DefiNet.Learning.DataSets;

namespace DefiNet.Learning.Evaluation;

/// <summary>What is evaluated: something that says where the atoms of a pair go.</summary>
public interface IPredictor
{
    /// <summary>Its name in tables and figures.</summary>
    string Name { get; }

    /// <summary>Predicts the atoms' positions in Angstrom, ghosts left out, not wrapped into the cell, and says how many seconds that took.</summary>
    (IReadOnlyList<Vector3> Positions, double Seconds) Predict(TrainingPair pair);
}
