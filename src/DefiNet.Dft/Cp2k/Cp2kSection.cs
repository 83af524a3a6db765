using System.Collections.Immutable;

namespace DefiNet.Dft.Cp2k;

/// <summary>A section of a CP2K input: keywords, then sections inside it.</summary>
/// <param name="Name">Name in capitals, such as FORCE_EVAL; empty for the whole input.</param>
/// <param name="Parameter">What stands behind the name, such as PBE in <c>&amp;XC_FUNCTIONAL PBE</c>; empty when nothing does.</param>
/// <param name="Keywords">Its lines.</param>
/// <param name="Sections">The sections inside it.</param>
public sealed record Cp2kSection(string Name, string Parameter, ImmutableArray<Cp2kKeyword> Keywords, ImmutableArray<Cp2kSection> Sections)
{
    /// <summary>The first section of a name inside this one; null without one.</summary>
    public Cp2kSection? Section(string name) => Sections.FirstOrDefault(section => section.Name == name);

    /// <summary>The section at the end of a path of names; null where one of them is missing.</summary>
    public Cp2kSection? At(params ReadOnlySpan<string> path)
    {
        Cp2kSection? section = this;
        foreach (var name in path)
            section = section?.Section(name);
        return section;
    }

    /// <summary>Value of the first keyword of a name; null without one.</summary>
    public string? Value(string name)
    {
        foreach (var keyword in Keywords)
            if (keyword.Name == name)
                return keyword.Value;
        return null;
    }

    /// <summary>This section with another in place of those of its name at the end of a path.</summary>
    public Cp2kSection With(ReadOnlySpan<string> path, Cp2kSection replacement)
    {
        if (path.IsEmpty)
            return replacement;
        var sections = Sections.ToBuilder();
        for (var index = 0; index < sections.Count; index++)
            if (sections[index].Name == path[0])
                sections[index] = sections[index].With(path[1..], replacement);
        return this with { Sections = sections.ToImmutable() };
    }

    /// <inheritdoc/>
    public bool Equals(Cp2kSection? other) =>
        other is not null && Name == other.Name && Parameter == other.Parameter && Keywords.SequenceEqual(other.Keywords) && Sections.SequenceEqual(other.Sections);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Parameter, Keywords.Length, Sections.Length);
}
