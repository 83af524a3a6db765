namespace TorchSharp;

public static partial class torch
{
    /// <summary>One part of an index, as Python writes it between brackets.</summary>
    public readonly struct TensorIndex
    {
        private readonly Func<Tensor, long, TensorIndex[], (Tensor, long)> _apply;

        private TensorIndex(Func<Tensor, long, TensorIndex[], (Tensor, long)> apply, bool takesAxis) => (_apply, TakesAxis) = (apply, takesAxis);

        /// <summary>All axes that no other part names.</summary>
        public static TensorIndex Ellipsis => new((part, _, all) => (part.alias(), part.Dimensions - all.SkipWhile(one => !one.IsEllipsis).Count(one => one.TakesAxis)), false) { IsEllipsis = true };

        /// <summary>An axis of length 1 more.</summary>
        public static TensorIndex None => new((part, axis, _) => (part.unsqueeze(axis), axis + 1), false);

        /// <summary>The whole axis.</summary>
        public static TensorIndex Colon => Slice();

        private bool TakesAxis { get; }

        private bool IsEllipsis { get; init; }

        /// <summary>A part of an axis.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new((part, axis, _) => (part.slice(axis, start ?? 0, stop ?? long.MaxValue, step ?? 1), axis + 1), true);

        /// <summary>One slice, without the axis.</summary>
        public static TensorIndex Single(long? index) =>
            new((part, axis, _) => (part.select(axis, index ?? throw new ArgumentException("A single index needs a number.", nameof(index))), axis), true);

        /// <summary>One slice, without the axis.</summary>
        public static implicit operator TensorIndex(long value) => Single(value);

        /// <summary>A part of an axis.</summary>
        public static implicit operator TensorIndex(Range range) =>
            Slice(range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value, range.End.IsFromEnd ? range.End.Value == 0 ? null : -range.End.Value : range.End.Value);

        internal (Tensor Part, long Axis) Apply(Tensor part, long axis, TensorIndex[] all) => _apply(part, axis, all);
    }
}
