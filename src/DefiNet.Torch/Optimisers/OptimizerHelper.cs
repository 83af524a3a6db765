using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>An optimiser whose memory can be written and read.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private const string Mark = "DefiNet optimiser 1";

    internal OptimizerHelper(IEnumerable<Parameter> parameters, double rate) : base(parameters, rate)
    {
    }

    /// <summary>Writes the learning rate and all that it remembers of past gradients.</summary>
    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    /// <summary>Writes the learning rate and all that it remembers of past gradients.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(Mark);
        writer.Write(Group.LearningRate);
        writer.Write(Group.InitialLearningRate);
        WriteMemory(writer);
    }

    /// <summary>Reads what <see cref="save_state_dict(string)"/> wrote.</summary>
    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    /// <summary>Reads what <see cref="save_state_dict(BinaryWriter)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        if (reader.ReadString() != Mark)
            throw new InvalidDataException("This is no memory of an optimiser that save_state_dict wrote.");
        Group.LearningRate = reader.ReadDouble();
        Group.InitialLearningRate = reader.ReadDouble();
        ReadMemory(reader);
    }

    internal abstract void WriteMemory(BinaryWriter writer);

    internal abstract void ReadMemory(BinaryReader reader);
}
