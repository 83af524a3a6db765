using DefiNet.Crystals.DataSets;
using DefiNet.Crystals.Defects;
using DefiNet.Learning.Batches;
using DefiNet.Learning.DataSets;
using DefiNet.Learning.Evaluation;
using DefiNet.Learning.Tests.DataSets;

namespace DefiNet.Learning.Tests.Evaluation;

public sealed class StructureErrorTests
{
    private static readonly TrainingPair Pair = SampleData.Pairs()[0];
    private static readonly DefectGraph Graph = DefectGraph.Of(Pair.WithGhosts, [.. Pair.Markers], new(), Pair.Relaxed);
    private static readonly SampleInfo Sample = new(0, Pair.Id, Pair.Material, Pair.Density, Pair.Split, Pair.CanonicalHash, Graph.Count, Graph.EdgeCount, 0);

    [Fact]
    public void Who_moves_nothing_has_the_error_of_Dummy()
    {
        var error = StructureError.Of(Sample, Graph, Graph.Positions);

        Assert.Equal(PublishedPairs.Read(SampleData.Folder).First().DummyError, error.Error, 1e-6);
        Assert.Equal(error.Dummy, error.Error, 1e-15);
        Assert.Equal(error.DummyNear, error.Near);
    }

    [Fact]
    public void Who_knows_the_answer_has_none()
    {
        var error = StructureError.Of(Sample, Graph, Graph.Relaxed!);

        Assert.Equal(0, error.Error);
        Assert.All(error.Near, near => Assert.Equal(0, near));
    }

    [Fact]
    public void Atoms_are_near_a_defect_when_brute_force_says_so()
    {
        // Only atoms within 4 Angstrom of a defect are wrong, by one Angstrom along x.
        var structure = Pair.WithGhosts;
        var nearest = new Crystals.Matching.NearestImage(structure.Lattice);
        int[] defects = [.. Enumerable.Range(0, structure.Count).Where(atom => Pair.Markers[atom] != Marker.Pristine)];
        bool IsNear(int atom) => defects.Any(defect => nearest.Of(structure.Cartesian[atom] - structure.Cartesian[defect]).Length <= 4);
        var predicted = Graph.Relaxed!.ToArray();
        var (wrong, atoms) = (0, 0);
        for (var atom = 0; atom < structure.Count; atom++)
        {
            if (Pair.Markers[atom] == Marker.Vacancy)
                continue;
            atoms++;
            if (!IsNear(atom))
                continue;
            wrong++;
            predicted[3 * atom] += 1;
        }

        var error = StructureError.Of(Sample, Graph, predicted);

        Assert.Equal(wrong / 3.0 / atoms, error.Error, 1e-9);
        Assert.Equal(1 / 3.0, error.Near[0], 1e-9);
        Assert.Equal(1 / 3.0, error.Near[1], 1e-9);
        Assert.InRange(error.Near[2], error.Error, 1 / 3.0 - 1e-6);
    }
}
