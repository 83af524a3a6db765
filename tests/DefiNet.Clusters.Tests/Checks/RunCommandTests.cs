using DefiNet.Clusters.Checks;

namespace DefiNet.Clusters.Tests.Checks;

public sealed class RunCommandTests
{
    [Theory]
    [InlineData("srun vasp_std", "srun")]
    [InlineData("  OMP_NUM_THREADS=1 A='b c' mpirun -np 8 vasp", "mpirun")]
    [InlineData("'/opt/my codes/vasp' -x", "/opt/my codes/vasp")]
    [InlineData("/opt/\"my codes\"/vasp", "/opt/my codes/vasp")]
    [InlineData("vasp_std\nnext", "vasp_std")]
    public void The_program_of_a_run_command_is_its_first_word_that_is_no_assignment(string command, string program) =>
        Assert.Equal(program, RunCommand.TryProgram(command));

    [Theory]
    [InlineData("$VASP/bin/vasp_std")]
    [InlineData("A=$(pwd) vasp")]
    [InlineData("(cd x; vasp)")]
    [InlineData("~/bin/vasp")]
    [InlineData("'open")]
    [InlineData("A=1")]
    [InlineData("")]
    [InlineData(null)]
    public void What_only_the_shell_there_can_tell_is_not_guessed(string? command) => Assert.Null(RunCommand.TryProgram(command));
}
