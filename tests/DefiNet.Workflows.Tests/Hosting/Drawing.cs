namespace DefiNet.Workflows.Tests.Hosting;

/// <summary>Short texts of definitions.</summary>
internal static class Drawing
{
    /// <summary>A definition with a root.</summary>
    public static string Of(string root, string variables = "", string more = "") => $$"""{ "name": "Test", "variables": [{{variables}}], {{more}} "root": {{root}} }""";

    public static string Sequence(params string[] activities) => Sequence("root", activities);

    public static string Sequence(string id, string[] activities) => $$"""{ "id": "{{id}}", "type": "Elsa.Sequence", "version": 1, "activities": [{{string.Join(",", activities)}}] }""";

    /// <summary>A flowchart; arrows as <c>a b</c>, <c>a:True b</c>; an underscore of an outcome is a blank.</summary>
    public static string Flowchart(string[] activities, params string[] arrows) =>
        $$"""{ "id": "root", "type": "Elsa.Flowchart", "version": 1, "activities": [{{string.Join(",", activities)}}], "connections": [{{string.Join(",", arrows.Select(Arrow))}}] }""";

    public static string Line(string id, string text, string custom = "") => Activity(id, "Elsa.WriteLine", $$""" "text": {{Literal(text)}} """, custom);

    public static string Js(string id, string code) => Activity(id, "Elsa.WriteLine", $$""" "text": {{Script(code)}} """);

    public static string Activity(string id, string type, string members = "", string custom = "") =>
        $$"""{ "id": "{{id}}", "type": "{{type}}", "version": 1, "name": "{{id}}", "customProperties": { {{custom}} } {{(members.Length > 0 ? "," + members : "")}} }""";

    public static string Literal(string value) => $$"""{ "typeName": null, "expression": { "type": "Literal", "value": {{System.Text.Json.JsonSerializer.Serialize(value)}} } }""";

    public static string Script(string code) => $$"""{ "expression": { "type": "JavaScript", "value": {{System.Text.Json.JsonSerializer.Serialize(code)}} } }""";

    public static string Variable(string name, string type = "Object", string value = "null") => $$"""{ "id": "{{name}}", "name": "{{name}}", "typeName": "{{type}}", "value": {{value}} }""";

    public static string Set(string id, string variable, string code) => Activity(id, "Elsa.SetVariable", $$""" "variable": { "id": "{{variable}}", "name": "{{variable}}" }, "value": {{Script(code)}} """);

    private static string Arrow(string text)
    {
        var ends = text.Split(' ');
        var from = ends[0].Split(':');
        return $$"""{ "source": { "activity": "{{from[0]}}", "port": "{{(from.Length > 1 ? from[1].Replace('_', ' ') : "Done")}}" }, "target": { "activity": "{{ends[1]}}", "port": "In" } }""";
    }
}
