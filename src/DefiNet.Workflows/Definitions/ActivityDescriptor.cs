using System.Reflection;
using System.Text.RegularExpressions;
using DefiNet.Workflows.Model;

namespace DefiNet.Workflows.Definitions;

/// <summary>What is known of an activity type, read off its class.</summary>
public sealed partial class ActivityDescriptor
{
    private readonly Func<Activity> _create;

    private ActivityDescriptor(Type type)
    {
        var about = type.GetCustomAttribute<ActivityAttribute>();
        ClrType = type;
        Namespace = about?.Namespace ?? type.Namespace ?? "";
        Name = about?.Type ?? type.Name.Split('`')[0];
        TypeName = $"{Namespace}.{Name}";
        Version = about?.Version ?? 1;
        Category = about?.Category ?? Namespace;
        DisplayName = about?.DisplayName ?? Words(Name);
        Description = about?.Description;
        Kind = about?.Kind ?? (type.IsSubclassOf(typeof(Trigger)) ? ActivityKind.Trigger : ActivityKind.Action);
        IsTrigger = type.IsSubclassOf(typeof(Trigger));
        IsBrowsable = about?.IsBrowsable ?? true;
        Retries = about?.Retries ?? 0;
        var constructor = ConstructorOf(type)!;
        var nothing = Array.ConvertAll(constructor.GetParameters(), _ => Type.Missing);
        _create = nothing.Length == 0 ? () => (Activity)Activator.CreateInstance(type)! : () => (Activity)constructor.Invoke(BindingFlags.OptionalParamBinding, null, nothing, null);
        var model = _create();
        var properties = type.GetProperties(BindingFlags.Instance | BindingFlags.Public);
        Inputs = [.. properties.Where(IsInput).Select(property => InputOf(property, model))];
        Outputs = [.. properties.Where(property => typeof(Output).IsAssignableFrom(property.PropertyType)).OrderBy(property => property.Name == "Result" ? 0 : 1).Select(OutputOf)];
        EmbeddedPorts = [.. properties.Where(property => property.PropertyType == typeof(IActivity) && property.GetCustomAttribute<PortAttribute>() is not null)];
        Collections = [.. properties.Where(property => property.PropertyType == typeof(ICollection<IActivity>))];
        Outcomes = type.GetCustomAttribute<FlowNodeAttribute>()?.Outcomes ?? [];
    }

    /// <summary>The class.</summary>
    public Type ClrType { get; }

    /// <summary>Name in definitions, such as <c>DefiNet.PreRelax</c>.</summary>
    public string TypeName { get; }

    /// <summary>First part of the name.</summary>
    public string Namespace { get; }

    /// <summary>Last part of the name.</summary>
    public string Name { get; }

    /// <summary>Version of the type.</summary>
    public int Version { get; }

    /// <summary>Group in the palette.</summary>
    public string Category { get; }

    /// <summary>Name for a person.</summary>
    public string DisplayName { get; }

    /// <summary>What it does.</summary>
    public string? Description { get; }

    /// <summary>Kind.</summary>
    public ActivityKind Kind { get; }

    /// <summary>Whether it can start a workflow.</summary>
    public bool IsTrigger { get; }

    /// <summary>Whether the palette offers it.</summary>
    public bool IsBrowsable { get; }

    /// <summary>How often it is tried again, unless the drawing says otherwise.</summary>
    public int Retries { get; }

    /// <summary>Inputs.</summary>
    public IReadOnlyList<InputDescriptor> Inputs { get; }

    /// <summary>Outputs.</summary>
    public IReadOnlyList<OutputDescriptor> Outputs { get; }

    /// <summary>Properties that hold an activity.</summary>
    public IReadOnlyList<PropertyInfo> EmbeddedPorts { get; }

    /// <summary>Properties that hold activities.</summary>
    public IReadOnlyList<PropertyInfo> Collections { get; }

    /// <summary>Outcomes; none means <c>Done</c>.</summary>
    public IReadOnlyList<string> Outcomes { get; }

    /// <summary>Whether what it does reaches outside the instance, so that commits surround it.</summary>
    public bool HasOutsideEffect => Kind is ActivityKind.Job or ActivityKind.Task;

    /// <summary>Reads a class.</summary>
    /// <exception cref="WorkflowException">The class cannot be an activity.</exception>
    public static ActivityDescriptor Of(Type type)
    {
        if (type.IsAbstract || !type.IsSubclassOf(typeof(Activity)) || ConstructorOf(type) is null)
            throw new WorkflowException($"{type.FullName} cannot be an activity; it must be a class below Activity with a constructor that needs no parameters.");
        return new(type);
    }

    /// <summary>A new activity of this type.</summary>
    internal Activity Create()
    {
        var activity = _create();
        activity.Descriptor = this;
        (activity.Type, activity.Version) = (TypeName, Version);
        return activity;
    }

    /// <summary>Separates the words of a name.</summary>
    internal static string Words(string name) => WordStart().Replace(name, " $0");

    // Elsa's own activities have parameters for the place in the source, all of which may be left out.
    private static ConstructorInfo? ConstructorOf(Type type) =>
        type.GetConstructors().OrderBy(constructor => constructor.GetParameters().Length).FirstOrDefault(constructor => Array.TrueForAll(constructor.GetParameters(), parameter => parameter.IsOptional));

    private static bool IsInput(PropertyInfo property) =>
        property.CanWrite && (typeof(Input).IsAssignableFrom(property.PropertyType) || property.GetCustomAttribute<InputAttribute>() is not null);

    private static InputDescriptor InputOf(PropertyInfo property, Activity model)
    {
        var about = property.GetCustomAttribute<InputAttribute>() ?? new();
        var wrapped = typeof(Input).IsAssignableFrom(property.PropertyType);
        var initial = property.GetValue(model);
        var value = about.DefaultValue ?? (wrapped ? (initial as Input)?.Expression?.Value : initial);
        return new(property.Name, wrapped ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType, wrapped, about, value, property);
    }

    private static OutputDescriptor OutputOf(PropertyInfo property)
    {
        var about = property.GetCustomAttribute<OutputAttribute>();
        return new(property.Name, property.PropertyType.GetGenericArguments()[0], about?.DisplayName ?? Words(property.Name), about?.Description, property);
    }

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])")]
    private static partial Regex WordStart();
}
