using DefiNet.Crystals;
using DefiNet.Crystals.DataSets;
using DefiNet.Crystals.Defects;
using DefiNet.Tests;

namespace DefiNet.Learning.Tests.Nets.DefectNets;

/// <summary>Validation structures of 2DMD.</summary>
internal static class ValidationStructures
{
    public static List<(string Id, Structure WithGhosts, Marker[] Markers)> First(int ofEachSet)
    {
        var high = TwoDimensionalSet.Path("high_density_defects");
        var found = new List<(string, Structure, Marker[])>();
        foreach (var set in PublishedPairs.Open(high).Sets)
        {
            var left = ofEachSet;
            foreach (var id in File.ReadLines(Path.Combine(high, set.Name, "val.csv")).Skip(1).Select(line => line.Split(',')[0].Trim()))
            {
                if (id.Length == 0 || left-- <= 0)
                    break;
                var pair = set.Read(id);
                found.Add((id, pair.Unrelaxed.WithGhosts, [.. pair.Unrelaxed.Markers]));
            }
        }

        return found;
    }
}
