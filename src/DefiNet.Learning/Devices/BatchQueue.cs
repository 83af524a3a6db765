namespace DefiNet.Learning.Devices;

/// <summary>Joins what several threads ask at a time to batches: whoever comes while one is worked on waits for it, and what then waits goes together.</summary>
/// <param name="most">Largest sum of sizes of a batch; one item alone may be larger.</param>
/// <param name="size">Size of an item, such as its atoms.</param>
/// <param name="run">Works on a batch; one answer for each item.</param>
internal sealed class BatchQueue<TItem, TAnswer>(int most, Func<TItem, int> size, Func<IReadOnlyList<TItem>, IReadOnlyList<TAnswer>> run)
{
    private readonly Lock _working = new();
    private readonly Lock _listing = new();
    private readonly Queue<Question> _waiting = new();

    /// <summary>Largest batch so far.</summary>
    public int Largest { get; private set; }

    /// <summary>The answer to one item.</summary>
    public TAnswer Ask(TItem item)
    {
        var question = new Question(item);
        lock (_listing)
            _waiting.Enqueue(question);
        lock (_working)
            while (!question.IsAnswered)
                Work(Next());
        return question.Failure is null ? question.Answer! : throw new LearningException(question.Failure.Message, question.Failure);
    }

    private List<Question> Next()
    {
        lock (_listing)
        {
            var batch = new List<Question>();
            var total = 0;
            while (_waiting.TryPeek(out var first) && (batch.Count == 0 || total + size(first.Item) <= most))
            {
                total += size(first.Item);
                batch.Add(_waiting.Dequeue());
            }

            return batch;
        }
    }

    // What goes wrong with a batch is no fault of all that are in it: each is tried alone, and told what is wrong with it.
    private void Work(List<Question> batch)
    {
        if (!TryRun(batch) && batch.Count > 1)
            foreach (var question in batch)
                TryRun([question]);
        foreach (var question in batch)
            question.IsAnswered = true;
    }

    private bool TryRun(List<Question> batch)
    {
        Largest = Math.Max(Largest, batch.Count);
        try
        {
            var answers = run([.. batch.Select(question => question.Item)]);
            for (var index = 0; index < batch.Count; index++)
                (batch[index].Answer, batch[index].Failure) = (answers[index], null);
            return true;
        }
        catch (Exception failure)
        {
            foreach (var question in batch)
                question.Failure = failure;
            return false;
        }
    }

    private sealed class Question(TItem item)
    {
        public TItem Item { get; } = item;

        public TAnswer? Answer { get; set; }

        public Exception? Failure { get; set; }

        public bool IsAnswered { get; set; }
    }
}
