using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DefiNet.Campaigns.Storage.Rows;
using DefiNet.Workflows.Expressions;
using DefiNet.Workflows.Hosting;

namespace DefiNet.Workflows.Rest;

/// <summary>TypeScript declarations for the designer's JavaScript editor.</summary>
internal static class JavaScriptDeclarations
{
    private const string Functions =
        """
        declare function getVariable(name: string): any;
        declare function setVariable(name: string, value: any): void;
        declare function getInput(name: string): any;
        declare function getOutputFrom(activity: string, output?: string): any;
        declare function getLastResult(): any;
        declare function getWorkflowInstanceId(): string;
        declare function getWorkflowDefinitionId(): string;
        declare function getWorkflowDefinitionVersionId(): string;
        declare function getWorkflowDefinitionVersion(): number;
        declare function getWorkflowInstanceName(): string;
        declare function setWorkflowInstanceName(name: string): void;
        declare function getCorrelationId(): string;
        declare function setCorrelationId(id: string): void;
        declare function newGuid(): string;
        declare function newGuidString(): string;
        declare function newShortGuid(): string;
        declare function parseGuid(text: string): string;
        declare function toJson(value: any): string;
        declare function parseJson(text: string): any;
        declare function isNullOrEmpty(text: string): boolean;
        declare function isNullOrWhiteSpace(text: string): boolean;
        declare function utcNow(): string;
        declare function stringToBase64(text: string): string;
        declare function stringFromBase64(text: string): string;
        declare function bytesFromString(text: string): number[];
        declare function bytesToString(bytes: number[]): string;
        declare function bytesFromBase64(text: string): number[];
        declare function bytesToBase64(bytes: number[]): string;
        declare function setOutcome(outcome: string): void;
        declare function setOutcomes(outcomes: string[]): void;
        declare const input: { [name: string]: any };

        """;

    public static string Of(DefinitionBook book, string definitionId)
    {
        var (text, members) = (new StringBuilder(Functions), new StringBuilder());
        if (book.Find(definitionId) is { } row)
        {
            var model = DefinitionBook.Model(row);
            foreach (var (name, type) in Named(model["variables"], "typeName"))
            {
                if (IsWord(name))
                    members.Append(' ').Append(name).Append(": ").Append(type).Append(';');
                foreach (var called in JavaScriptFunctions.CalledBy(name))
                    text.Append(CultureInfo.InvariantCulture, $"declare function get{called}(): {type};\ndeclare function set{called}(value: {type}): void;\n");
            }

            foreach (var (name, type) in Named(model["inputs"], "type"))
                foreach (var called in JavaScriptFunctions.CalledBy(name))
                    text.Append(CultureInfo.InvariantCulture, $"declare function get{called}(): {type};\n");
            AddOutputs(text, book, row);
        }

        return text.Append("declare const variables: {").Append(members).Append(" };\n").ToString();
    }

    private static IEnumerable<(string Name, string Type)> Named(JsonNode? items, string type) =>
        from item in (items as JsonArray)?.OfType<JsonObject>() ?? []
        let name = Answers.Text(item["name"])
        where name is { Length: > 0 }
        select (name, Answers.Text(item[type]) switch { "String" => "string", "Boolean" => "boolean", "Int32" or "Int64" or "Double" or "Single" or "Decimal" => "number", _ => "any" });

    private static bool IsWord(string name) => !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    // getOutputFromActivity() of every activity with a name.
    private static void AddOutputs(StringBuilder text, DefinitionBook book, WorkflowDefinitionRow row)
    {
        foreach (var activity in book.Read(row).Activities.Values)
            foreach (var output in activity.Descriptor.Outputs)
                foreach (var called in JavaScriptFunctions.CalledBy(activity.Name ?? ""))
                    text.Append(CultureInfo.InvariantCulture, $"declare function get{output.Name}From{called}(): any;\n");
    }
}
