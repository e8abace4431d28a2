package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command that judges a trace file. */
class ValidateTest {

    private static final String HEADER = "{'format':1,'module':'RFifoLock',"
            + "'world':{'Threads':['t1','t2'],'Nobody':'Nobody','MaxHolds':2,'TicketModulus':4},'hidden':['TakeTicket']}\n";
    private static final String ENTER = "{'n':1,'thread':'t1','action':'EnterLock','after':{'tail':0}}\n";
    private static final String LEAVE = "{'n':2,'thread':'t1','action':'Leave','after':{'tail':1,'owner':'t1'}}\n";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** A behaviour of the specification is accepted, with its size. */
    @Test
    void accepts() throws IOException {
        assertEquals(0, validate(HEADER + ENTER + LEAVE));
        assertTrue(
                out.toString()
                        .matches(
                                "accepted: .* is a behaviour of RFifoLock: 2 events, [0-9,]+ a second, at most 1 states at once\n"),
                out::toString);
        assertEquals("", err.toString());
    }

    /** The examples of the documentation are accepted. */
    @ParameterizedTest
    @ValueSource(strings = {"docs/example.trace", "docs/example-context.trace"})
    void acceptsTheExamples(String example) {
        assertEquals(0, Validate.commandLine(new Layout(Path.of(""))).execute(example));
    }

    /** Anything else is rejected, with the line, the state and what would have been allowed. */
    @Test
    void rejects() throws IOException {
        assertEquals(1, validate(HEADER + ENTER + LEAVE.replace("'tail':1", "'tail':2")));
        assertEquals("", err.toString());
        String text = out.toString();
        assertTrue(text.contains("line 3: not allowed: Leave(t1), then tail 2, owner t1\n"), text);
        assertTrue(text.contains("    1  EnterLock  tail=0\n"), text);
        assertTrue(text.contains("before line 3, the specification is in the state:\n"), text);
        assertTrue(text.contains("pc={t1=lock, t2=idle}"), text);
        assertTrue(text.contains("Leave(t1), then tail 1, owner t1 [after TakeTicket(t1)]\n"), text);
        assertTrue(text.endsWith("See it: target/lanes/trace.html\n"), text);
        Path page = Path.of("target/lanes/trace.html");
        assertTrue(Files.readString(page).contains("line 3: not allowed: Leave(t1)"));
        Files.delete(page); // nothing is wrong
    }

    /** A text in place of a number is rejected, and the two look different. */
    @Test
    void rejectsAnotherKind() throws IOException {
        assertEquals(1, validate(HEADER + ENTER.replace("'tail':0", "'tail':'0'")));
        String text = out.toString();
        assertTrue(text.contains("line 2: not allowed: EnterLock(t1), then tail \"0\"\n"), text);
        assertTrue(text.contains("    EnterLock(t1), then tail 0\n"), text);
        Files.delete(Path.of("target/lanes/trace.html"));
    }

    /** What cannot be judged is one line on standard error that names file and line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "EnterLock    | Jump         | 2: unknown action Jump: the specification has [EnterLock, EnterTryLock, EnterUnlock, Reenter, TakeTicket, Contend, ContendThrows, Await, WakeSpuriously, Retake, LookAgain, Abandon, TryLockSucceeds, TryLockFails, ReleaseInner, ReleaseOutermost, ReleaseFails, Leave]",
                "thread':'t1' | thread':'t3' | 2: unknown thread t3: this world has [t1, t2]",
                "'tail':0     | 'toil':0     | 2: unknown variable toil: the specification has [head, inside, kicked, mutex, nesting, owner, pc, tail, ticket]",
                "'MaxHolds'   | 'MaxHolt':1,'MaxHolds' | 1: unknown constant MaxHolt: the module RFifoLock has [MaxHolds, Nobody, Threads, TicketModulus], and lets a world replace [",
                "'n':2        | 'n':3        | 3: events are numbered from 1: \"n\" must be 2, but is 3",
                "RFifoLock    | RFifoLocks   | 1: no specification for the module RFifoLocks: model-check/MCRFifoLocks.tla is missing",
                "us':4        | us':5        | 1: the module RFifoLock does not load in this world: this assumption does not hold: line",
                "['TakeTicket | ['Peek       | 1: unknown action Peek: the specification has [EnterLock, EnterTryLock, EnterUnlock, Reenter, TakeTicket, Contend, ContendThrows, Await, WakeSpuriously, Retake, LookAgain, Abandon, TryLockSucceeds, TryLockFails, ReleaseInner, ReleaseOutermost, ReleaseFails, Leave]",
                "'owner':'t1'}} | 'own          | 3: not JSON: Unexpected end-of-input in field name",
            })
    void refuses(String right, String wrong, String message) throws IOException {
        assertEquals(2, validate((HEADER + ENTER + LEAVE).replace(right, wrong)));
        assertEquals("", out.toString());
        String said = err.toString();
        assertTrue(said.startsWith("error: " + folder.resolve("trace") + ":" + message), said);
        assertEquals(1, said.lines().count(), said);
    }

    /** A file that is not there, or is a folder, is one line on standard error. */
    @Test
    void refusesWhatIsNoFile() {
        Path missing = folder.resolve("missing");
        assertEquals(2, execute(missing));
        assertEquals(2, execute(folder));
        assertEquals(
                "error: " + missing + ": cannot be read: no such file\n" + "error: " + folder
                        + ": cannot be read: Is a directory\n",
                err.toString());
    }

    private int validate(String trace) throws IOException {
        Path file = folder.resolve("trace");
        Files.writeString(file, trace.replace('\'', '"'));
        return execute(file);
    }

    private int execute(Path file) {
        return Validate.commandLine(new Layout(Path.of("")))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(file.toString());
    }
}
