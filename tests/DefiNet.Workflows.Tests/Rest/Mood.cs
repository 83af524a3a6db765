namespace DefiNet.Workflows.Tests.Rest;

public enum Mood
{
    Happy,
    Sad,
    Angry,
}
