using System.Globalization;

namespace DefiNet.Dft.Tests.Vasp.Potcars;

/// <summary>Pseudopotentials with invented numbers in the layout of a POTCAR.</summary>
internal static class MadePotcar
{
    public static string Text(string symbol, double zval = 6, double enmax = 250, string lexch = "PE", string family = "PAW_PBE")
    {
        var element = new string([.. symbol.TakeWhile(char.IsAsciiLetter)]);
        return string.Create(CultureInfo.InvariantCulture, $"""
              {family} {symbol} 01Jan2030
               {zval:0.0000000000}
             parameters from PSCTR are:
               SHA256 = 0000000000000000000000000000000000000000000000000000000000000000 {symbol}/POTCAR
               VRHFIN ={element}: s2p4
               LEXCH  = {lexch}
               EATOM  =   100.0000 eV,    7.3499 Ry

               TITEL  = {family} {symbol} 01Jan2030
               LULTRA =        F    use ultrasoft PP ?
               RPACOR =     1.500    partial core radius
               POMASS =   32.066; ZVAL   =    {zval:0.000}    mass and valenz
               ENMAX  =  {enmax:0.000}; ENMIN  =  {0.75 * enmax:0.000} eV
               END of PSCTR-controll parameters
             local part
               98.265590 secret numbers
             End of Dataset

            """).ReplaceLineEndings("\n");
    }
}
