using System.Collections.Immutable;
using System.Text;
using DefiNet.Crystals;
using DefiNet.Dft.Vasp;

namespace DefiNet.Dft.Runs;

/// <summary>The frames of an XYZ file, positions in Angstrom. A frame that is being written, or was cut, is none.</summary>
internal sealed class XyzTrajectory : LineReader
{
    private const int MostAtoms = 10_000_000;
    private readonly bool _every;
    private readonly List<Vector3> _positions = [];
    private readonly List<Element> _species = [];
    private readonly ImmutableArray<ImmutableArray<Vector3>>.Builder _frames = ImmutableArray.CreateBuilder<ImmutableArray<Vector3>>();
    private int _atoms;
    private double _energy;
    private State _state;

    private XyzTrajectory(bool every) => _every = every;

    private enum State
    {
        Count,
        Comment,
        Atoms,
        Broken,
    }

    /// <summary>Number of whole frames.</summary>
    public int Count { get; private set; }

    /// <summary>Positions of the last whole frame; default without one.</summary>
    public ImmutableArray<Vector3> Last { get; private set; }

    /// <summary>Elements of the last whole frame.</summary>
    public ImmutableArray<Element> Species { get; private set; }

    /// <summary>Every whole frame, when asked for.</summary>
    public ImmutableArray<ImmutableArray<Vector3>> Frames => _frames.ToImmutable();

    /// <summary>The energy in the comment of every whole frame, when asked for; not a number where it has none.</summary>
    public List<double> Energies { get; } = [];

    /// <summary>Reads a file.</summary>
    public static XyzTrajectory Read(string path, bool every = false)
    {
        var trajectory = new XyzTrajectory(every);
        trajectory.ReadFile(path);
        return trajectory;
    }

    protected override void Take(ReadOnlySpan<byte> line)
    {
        switch (_state)
        {
            case State.Count when TryCount(line, out var atoms) && atoms is > 0 and < MostAtoms:
                (_atoms, _state) = (atoms, State.Comment);
                _positions.Clear();
                _species.Clear();
                break;
            case State.Count:
                _state = line.IsEmpty ? State.Count : State.Broken;
                break;
            case State.Comment:
                _energy = line.LastIndexOf("E ="u8) is >= 0 and var at && new ByteFields(line[(at + 3)..]).TryNumber(out var energy) ? energy : double.NaN;
                _state = State.Atoms;
                break;
            case State.Atoms:
                TakeAtom(line);
                break;
            default:
                break;
        }
    }

    private void TakeAtom(ReadOnlySpan<byte> line)
    {
        var fields = new ByteFields(line);
        if (!Element.TryParse(Encoding.ASCII.GetString(fields.Word()), out var element) || !fields.TryVector(out var position) || !position.IsFinite)
        {
            _state = State.Broken;
            return;
        }

        _species.Add(element);
        _positions.Add(position);
        if (_positions.Count < _atoms)
            return;
        Count++;
        Last = [.. _positions];
        Species = [.. _species];
        if (_every)
        {
            _frames.Add(Last);
            Energies.Add(_energy);
        }

        _state = State.Count;
    }
}
