using System.Text;
using System.Text.Json.Nodes;
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
        declare const input: { [name: string]: any };

        """;

    public static string Of(DefinitionBook book, string definitionId)
    {
        var text = new StringBuilder(Functions).Append("declare const variables: {");
        if (book.Find(definitionId) is { } row && DefinitionBook.Model(row)["variables"] is JsonArray variables)
            foreach (var variable in variables.OfType<JsonObject>())
                if (Answers.Text(variable["name"]) is { } name && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
                    text.Append(' ').Append(name).Append(": ").Append(Answers.Text(variable["typeName"]) switch { "String" => "string", "Boolean" => "boolean", "Int32" or "Int64" or "Double" or "Single" or "Decimal" => "number", _ => "any" }).Append(';');
        return text.Append(" };\n").ToString();
    }
}
