using System.Reflection;
using System.Text;
using TorchSharp;

namespace DefiNet.Torch.Tests.Surface;

/// <summary>The public members that stand in TorchSharp's namespaces, one a line, as a person would declare them.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(byte)] = "byte",
    };

    public static IReadOnlyList<string> Read() =>
    [
        .. typeof(torch).Assembly.GetExportedTypes()
            .Where(type => type.Namespace!.StartsWith("TorchSharp", StringComparison.Ordinal))
            .SelectMany(Members)
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Members(Type type)
    {
        var owner = Name(type);
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().Select(value => $"{owner}: {value} = {Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)}");
        return type.GetConstructors(Declared).Where(made => !type.IsValueType || made.GetParameters().Length > 0).Select(made => $"{owner}: new({Parameters(made)})")
            .Concat(type.GetProperties(Declared).Select(property => $"{owner}: {Name(property.PropertyType)} {(property.GetIndexParameters().Length > 0 ? $"this[{Parameters(property.GetIndexParameters())}]" : property.Name)}"))
            .Concat(type.GetFields(Declared).Select(field => $"{owner}: {Name(field.FieldType)} {field.Name}"))
            .Concat(type.GetMethods(Declared).Where(method => (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && method.GetBaseDefinition().DeclaringType != typeof(object))
                .Select(method => $"{owner}: {Name(method.ReturnType)} {method.Name}({Parameters(method)})"));
    }

    private static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
        $"{(parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}"));

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        bool yes => yes ? "true" : "false",
        string text => $"\"{text}\"",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericParameter)
            return type.Name;
        var text = new StringBuilder(type.IsNested ? Name(type.DeclaringType!) + "." : "").Append(type.Name.Split('`')[0]);
        if (type.IsGenericType && type.Name.Contains('`', StringComparison.Ordinal))
            text.Append('<').AppendJoin(", ", type.GetGenericArguments().Select(Name)).Append('>');
        return text.ToString();
    }
}
