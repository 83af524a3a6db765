using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DefiNet.Inference.Checkpoints;

/// <summary>Reads the pickle of a PyTorch checkpoint into dictionaries, lists, numbers, texts and tensors. It calls nothing: names and opcodes outside the lists are refused.</summary>
/// <remarks>Python's values become: None null, bool, int long, float double, str string, tuple <c>object?[]</c>, list <c>List&lt;object?&gt;</c>, dict <see cref="PickleDictionary"/>, tensor <see cref="CheckpointTensor"/>.</remarks>
internal sealed class PickleMachine
{
    private const int MaxStack = 1_000_000;
    private const int MaxDimensions = 16;
    private const int MaxKeyLength = 1024;
    private const int PersistentFields = 5;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> _pickle;
    private readonly string _name;
    private readonly Func<string, ReadOnlyMemory<byte>> _entryOf;
    private readonly bool _bigEndian;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly Dictionary<(string Key, ElementType Type), StorageBytes> _storages = [];
    private int _at;
    private int _opcodeAt;

    /// <summary>Prepares to read; <paramref name="entryOf"/> gives the bytes of a storage by its key.</summary>
    public PickleMachine(ReadOnlyMemory<byte> pickle, string name, Func<string, ReadOnlyMemory<byte>> entryOf, bool bigEndian) =>
        (_pickle, _name, _entryOf, _bigEndian) = (pickle, name, entryOf, bigEndian);

    /// <summary>The value that the pickle describes.</summary>
    public object? Run()
    {
        while (true)
        {
            _opcodeAt = _at;
            var opcode = (PickleOpcode)Take(1)[0];
            if (opcode == PickleOpcode.Stop)
                return _marks.Count == 0 && _stack.Count == 1
                    ? _stack[0]
                    : throw Bad($"the pickle stops with {_stack.Count} values on its stack; one must be left");
            Step(opcode);
            if (_stack.Count > MaxStack)
                throw Bad($"the pickle puts more than {MaxStack} values on its stack; no checkpoint needs that");
        }
    }

    private void Step(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                if (Take(1)[0] is var protocol && protocol is < 2 or > 5)
                    throw Bad($"the pickle protocol is {protocol}; PyTorch writes 2 to 5");
                break;
            case PickleOpcode.Frame:
                if (BinaryPrimitives.ReadUInt64LittleEndian(Take(8)) > (ulong)(_pickle.Length - _at))
                    throw Bad("a frame is longer than the pickle");
                break;
            case PickleOpcode.Mark:
                _marks.Add(_stack.Count);
                if (_marks.Count > MaxStack)
                    throw Bad($"the pickle nests deeper than {MaxStack}; no checkpoint needs that");
                break;
            case PickleOpcode.None:
                _stack.Add(null);
                break;
            case PickleOpcode.NewTrue:
                _stack.Add(true);
                break;
            case PickleOpcode.NewFalse:
                _stack.Add(false);
                break;
            case PickleOpcode.BinInt1:
                _stack.Add((long)Take(1)[0]);
                break;
            case PickleOpcode.BinInt2:
                _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case PickleOpcode.BinInt:
                _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case PickleOpcode.Long1:
                _stack.Add(ReadLong(Take(Take(1)[0])));
                break;
            case PickleOpcode.BinFloat:
                _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case PickleOpcode.BinUnicode:
                _stack.Add(Text(Take(Length32())));
                break;
            case PickleOpcode.ShortBinUnicode:
            case PickleOpcode.ShortBinString:
                _stack.Add(Text(Take(Take(1)[0])));
                break;
            case PickleOpcode.EmptyTuple:
                _stack.Add(Array.Empty<object?>());
                break;
            case PickleOpcode.EmptyList:
                _stack.Add(new List<object?>());
                break;
            case PickleOpcode.EmptyDict:
                _stack.Add(new PickleDictionary());
                break;
            case PickleOpcode.Tuple:
                _stack.Add(PopToMark());
                break;
            case PickleOpcode.Tuple1:
                _stack.Add(PopMany(1));
                break;
            case PickleOpcode.Tuple2:
                _stack.Add(PopMany(2));
                break;
            case PickleOpcode.Tuple3:
                _stack.Add(PopMany(3));
                break;
            case PickleOpcode.Append:
                var item = Pop();
                Top<List<object?>>("a list").Add(item);
                break;
            case PickleOpcode.Appends:
                var items = PopToMark();
                Top<List<object?>>("a list").AddRange(items);
                break;
            case PickleOpcode.SetItem:
                var pair = PopMany(2);
                SetItems(pair);
                break;
            case PickleOpcode.SetItems:
                SetItems(PopToMark());
                break;
            case PickleOpcode.BinPut:
                _memo[Take(1)[0]] = Peek();
                break;
            case PickleOpcode.LongBinPut:
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek();
                break;
            case PickleOpcode.Memoize:
                _memo[(uint)_memo.Count] = Peek();
                break;
            case PickleOpcode.BinGet:
                Recall(Take(1)[0]);
                break;
            case PickleOpcode.LongBinGet:
                Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                break;
            case PickleOpcode.Global:
                var module = TakeLine();
                _stack.Add(Find(module, TakeLine()));
                break;
            case PickleOpcode.StackGlobal:
                var names = PopMany(2);
                _stack.Add(Find(names[0] as string ?? throw Bad("a name's module is not a text"), names[1] as string ?? throw Bad("a name is not a text")));
                break;
            case PickleOpcode.BinPersId:
                _stack.Add(Storage(Pop()));
                break;
            case PickleOpcode.Reduce:
                var call = PopMany(2);
                _stack.Add(Rebuild(call[0], call[1]));
                break;
            case PickleOpcode.Build:
                Pop(); // an ordered dictionary's attributes: the modules' version numbers
                Top<PickleDictionary>("a dictionary");
                break;
            default:
                throw Bad($"the pickle has the opcode {PickleOpcodeNames.Of((byte)opcode)}, which a file of weights does not need; the file is not read further, nothing in it was run");
        }
    }

    private object Rebuild(object? callee, object? arguments)
    {
        if (callee is not PickleGlobal global)
            throw Bad($"the pickle calls {Describe(callee)}; only the names of the list stand for data");
        if (arguments is not object?[] fields)
            throw Bad("the pickle calls a name without a tuple of arguments");
        switch (global.Kind)
        {
            case PickleGlobalKind.OrderedDictionary when fields.Length == 0:
                return new PickleDictionary();
            case PickleGlobalKind.OrderedDictionary when fields is [List<object?> pairs]:
                var dictionary = new PickleDictionary();
                foreach (var pair in pairs)
                    dictionary.Set(Key(pair is object?[] { Length: 2 } both ? both[0] : null), ((object?[])pair!)[1]);
                return dictionary;
            case PickleGlobalKind.Size when fields is [object?[] shape]:
                return shape;
            case PickleGlobalKind.RebuildTensor when fields.Length is 6 or 7:
                return Tensor(fields);
            case PickleGlobalKind.RebuildParameter when fields is [CheckpointTensor tensor, _, _]:
                return tensor;
            default:
                throw Bad($"the pickle calls {global.Kind} with {fields.Length} arguments that do not fit it");
        }
    }

    private StorageBytes Storage(object? id)
    {
        if (id is not object?[] { Length: PersistentFields } fields || fields[0] is not "storage"
            || fields[1] is not PickleGlobal { Kind: PickleGlobalKind.Storage } type || fields[2] is not string key || fields[4] is not long count)
            throw Bad("a storage is not named by ('storage', type, key, device, count); the file is damaged or of another kind");
        if (key.Length is 0 or > 32 || !key.All(char.IsAsciiLetterOrDigit))
            throw Bad($"a storage has the key '{key[..Math.Min(key.Length, 32)]}'; keys are numbers");
        if (_storages.TryGetValue((key, type.Storage), out var known))
            return known;
        var bytes = _entryOf(key);
        if (count < 0 || count > int.MaxValue || count * StorageBytes.SizeOf(type.Storage) != bytes.Length)
            throw Bad($"storage '{key}' says it has {count} numbers of {StorageBytes.SizeOf(type.Storage)} bytes, but its entry has {bytes.Length} bytes; the file is damaged");
        return _storages[(key, type.Storage)] = new StorageBytes(type.Storage, bytes, _bigEndian);
    }

    private CheckpointTensor Tensor(object?[] fields)
    {
        if (fields is not [StorageBytes storage, long offset, object?[] sizes, object?[] steps, ..])
            throw Bad("a tensor is not described by storage, offset, shape and strides");
        if (sizes.Length > MaxDimensions || steps.Length != sizes.Length)
            throw Bad($"a tensor has {sizes.Length} axes and {steps.Length} strides; there must be as many of both, at most {MaxDimensions}");
        var shape = ImmutableArray.CreateBuilder<int>(sizes.Length);
        var strides = ImmutableArray.CreateBuilder<long>(sizes.Length);
        var count = 1L;
        var last = offset;
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            if (sizes[axis] is not long size || size is < 0 or > int.MaxValue || steps[axis] is not long step || step is < 0 or > int.MaxValue)
                throw Bad($"a tensor's axis {axis} has a size or a stride that is not a whole number of reasonable size");
            shape.Add((int)size);
            strides.Add(step);
            // Both stay below 2^62: sizes and strides are below 2^31, and the sum is checked against the storage at once.
            count = size == 0 ? 0 : Math.Min(count * size, int.MaxValue + 1L);
            last += size == 0 ? 0 : (size - 1) * step;
            if (last > int.MaxValue)
                throw Bad("a tensor reaches past the end of its storage; the file is damaged");
        }

        if (offset < 0 || (count > 0 && last >= storage.Count) || count > storage.Count)
            throw Bad($"a tensor of {string.Join('×', shape)} at offset {offset} does not fit into its storage of {storage.Count} numbers; the file is damaged");
        return new CheckpointTensor(storage, offset, shape.DrainToImmutable(), strides.DrainToImmutable(), (int)count);
    }

    private PickleGlobal Find(string module, string name) =>
        PickleGlobal.Find(module, name)
        ?? throw Bad($"the pickle asks for {Shown(module)}.{Shown(name)}, which is not on the list of names that stand for weights; save the state dict alone (torch.save(model.state_dict(), …))");

    private void SetItems(object?[] pairs)
    {
        if (pairs.Length % 2 != 0)
            throw Bad("a dictionary gets a key without a value");
        var dictionary = Top<PickleDictionary>("a dictionary");
        for (var index = 0; index < pairs.Length; index += 2)
            dictionary.Set(Key(pairs[index]), pairs[index + 1]);
    }

    private string Key(object? key) => key switch
    {
        string text when text.Length <= MaxKeyLength => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw Bad($"a dictionary has {Describe(key)} as a key; keys are whole numbers or texts of at most {MaxKeyLength} letters"),
    };

    private void Recall(uint index)
    {
        if (!_memo.TryGetValue(index, out var value))
            throw Bad($"the pickle recalls value {index}, which it never kept");
        _stack.Add(value);
    }

    private object? Peek()
    {
        if (_stack.Count <= Floor)
            throw Bad("the pickle takes a value from an empty stack");
        return _stack[^1];
    }

    private T Top<T>(string what) => Peek() is T value ? value : throw Bad($"the pickle adds to something that is not {what}");

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - count < Floor)
            throw Bad($"the pickle takes {count} values from a stack with fewer");
        var values = _stack.GetRange(_stack.Count - count, count).ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw Bad("the pickle closes a list that it never opened");
        var values = PopMany(_stack.Count - Floor);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _pickle.Length - _at)
            throw Bad($"the pickle ends where {count} more bytes must follow; the file is cut off");
        var bytes = _pickle.Span.Slice(_at, count);
        _at += count;
        return bytes;
    }

    private int Length32()
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
        return length <= int.MaxValue ? (int)length : throw Bad($"a text says it has {length} bytes; the pickle has {_pickle.Length}");
    }

    private string TakeLine()
    {
        var rest = _pickle.Span[_at..];
        var end = rest.IndexOf((byte)'\n');
        if (end is < 0 or > 256)
            throw Bad("a name is not ended by a new line within 256 bytes");
        _at += end + 1;
        return Text(rest[..end]);
    }

    private string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException cause)
        {
            throw new CheckpointException($"{_name}: data.pkl at byte {_opcodeAt}: a text is not UTF-8; the file is damaged.", cause);
        }
    }

    private long ReadLong(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
            throw Bad($"a whole number takes {bytes.Length} bytes; at most {sizeof(long)} can be read");
        var value = 0L;
        for (var index = bytes.Length - 1; index >= 0; index--)
            value = (value << 8) | bytes[index];
        var unused = 64 - 8 * bytes.Length;
        return bytes.Length == 0 ? 0 : value << unused >> unused;
    }

    private static string Describe(object? value) => value switch
    {
        null => "None",
        object?[] => "a tuple",
        List<object?> => "a list",
        PickleDictionary => "a dictionary",
        CheckpointTensor or StorageBytes => "a tensor",
        PickleGlobal global => global.Kind.ToString(),
        string => "a text",
        bool => "True or False",
        _ => "a number",
    };

    private static string Shown(string text) => string.Concat(text.Take(80).Select(letter => char.IsControl(letter) ? '?' : letter));

    private CheckpointException Bad(string what) => new($"{_name}: data.pkl at byte {_opcodeAt}: {what}.");
}
