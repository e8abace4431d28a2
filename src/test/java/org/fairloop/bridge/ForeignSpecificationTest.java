package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The validator judges values of every shape, in variables and in bindings, by equality in TLA+. */
class ForeignSpecificationTest {

    private static final Path FOLDER = Path.of("src/test/resources/foreign-specifications");

    private static final String HEADER =
            "{'format':2,'module':'Shapes'," + "'world':{'Nodes':['a','b'],'a':'a','b':'b'},'hidden':[]}\n";

    private static Oracle oracle;

    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        oracle = new TraceHeader("Shapes", Map.of("Nodes", List.of("a", "b"), "a", "a", "b", "b"), List.of())
                .load(FOLDER);
    }

    @AfterAll
    static void close() {
        oracle.close();
    }

    /** A variable may change its kind: from the empty sequence to a function, from a number to a string and a set. */
    @Test
    void kindsChange() throws IOException {
        assertAccepted(
                "'action':'Fill','after':{'store':{'a':0,'b':0},'mark':0}",
                "'action':'Finish','after':{'mark':'done','store':{'b':0}}",
                "'action':'Collect','after':{'mark':[[2,1],[2]]}");
        assertAccepted("'action':'Finish','after':{'store':[]}");
        assertAccepted("'action':'Finish','after':{'store':{}}");
        assertAccepted("'action':'Add','with':{'n':'b'},'after':{'store':{'b':1}}");
        assertRejected("'action':'Fill','after':{'store':{'a':0,'b':1}}");
        assertRejected("'action':'Fill','after':{'store':[]}");
        assertRejected("'action':'Finish','after':{'mark':0}");
        assertRejected("'action':'Add','with':{'n':'b'},'after':{'store':{'a':1}}");
    }

    /** The value of a bound variable is compared as a value: order, white space and quotes do not count. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "Pick     ; s ; {a,b}                        ; ['b','a']",
                "Pick     ; s ; { b, a }                     ; ['a','b']",
                "Pick     ; s ; {a, b, a}                    ; ['a','b']",
                "Pick     ; s ; {}                           ; []",
                "Move     ; p ; <<a,<<b,1>>>>                ; ['a',['b',1]]",
                "Move     ; p ; << a, << b, 1 >> >>          ; {'1':'a','2':{'2':1}}",
                "Send     ; m ; [kind |-> \"ack\", of |-> a] ; {'kind':'ack','of':'a'}",
                "Send     ; m ; [of |-> a, kind |-> ack]     ; {'of':'a'}",
                "Assign   ; f ; (a :> -1 @@ b :> 0)          ; {'a':-1,'b':0}",
                "Assign   ; f ; (b :> 0 @@ a :> -1)          ; {'a':-1}",
                "Order    ; q ; <<a,b>>                      ; ['a','b']",
                "Order    ; q ; (2 :> b @@ 1 :> a)           ; {'2':'b'}",
                "Say      ; w ; plain                        ; 'plain'",
                "Say      ; w ; two words                    ; 'two words'",
                "Say      ; w ; \"two words\"                ; 'two words'",
                "Say      ; w ; a,b                          ; 'a,b'",
                "Say      ; w ; {a                           ; '{a'",
                "Steer    ; d ; -1                           ; -1",
                "Transfer ; from ; a                         ; {'x':'a'}",
                "Transfer ; to ; b                           ; {'y':'b'}",
            })
    void boundValues(String action, String variable, String value, String last) throws IOException {
        assertAccepted(event(action, variable, value, last));
    }

    /** A half of a value, another value, and text that is no value are no action of the specification. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "Pick   ; s ; {a            ; {s={a,b}}",
                "Pick   ; s ; a             ; {s={a}}",
                "Pick   ; s ; {a,c}         ; {s={}}",
                "Move   ; p ; <<a           ; {p=<<a,<<b,1>>>>}",
                "Move   ; p ; <<a,<<b,1>>   ; {p=<<a,<<b,1>>>>}",
                "Move   ; p ; <<a,b,1>>     ; {p=<<a,<<b,1>>>>}",
                "Send   ; m ; [kind |-> ack ; {m=[kind|->ack,of|->a]}",
                "Send   ; m ; [of |-> a]    ; {m=[kind|->ack,of|->a]}",
                "Assign ; f ; (a :> -1      ; {f=[a|->-1,b|->0]}",
                "Assign ; f ; (a :> -1)     ; {f=[a|->-1,b|->0]}",
                "Order  ; q ; <<a>>         ; {q=<<a,b>>}",
                "Say    ; w ; two           ; {w=two words}",
                "Steer  ; d ; 2             ; {d=1}",
            })
    void otherBoundValues(String action, String variable, String value, String known) throws IOException {
        String message = assertThrows(UnusableTraceException.class, () -> judge(event(action, variable, value, "{}")))
                .getMessage();
        assertTrue(message.contains(":2: no such action: [" + action + "] with {" + variable + "="), message);
        assertTrue(message.contains(known), message);
    }

    /** Text with more values in one another than a line may have is no value, and does not exhaust the stack. */
    @ParameterizedTest
    @ValueSource(strings = {"<<", "{", "(", "[a|->", "(a:>"})
    void deepBoundValue(String open) {
        String message = assertThrows(
                        UnusableTraceException.class,
                        () -> judge(event("Move", "p", open.repeat(60_000 / open.length()), "{}")))
                .getMessage();
        assertTrue(message.contains(":2: no such action: [Move] with {p=" + open), message);
    }

    /** A bound value that the specification has, with another value seen, is rejected. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "Pick   ; s ; {a,b}                ; ['a']",
                "Pick   ; s ; {a,b}                ; ['a','a']",
                "Pick   ; s ; {a,b}                ; {'a':'b'}",
                "Move   ; p ; <<a,<<b,1>>>>        ; ['a',['b',2]]",
                "Move   ; p ; <<a,<<b,1>>>>        ; {'3':'a'}",
                "Send   ; m ; [of |-> a, kind |-> ack] ; {'of':'b'}",
                "Send   ; m ; [of |-> a, kind |-> ack] ; ['ack','a']",
                "Assign ; f ; (a :> -1 @@ b :> 0)  ; {'a':0}",
                "Order  ; q ; <<a,b>>              ; ['b','a']",
                "Steer  ; d ; -1                   ; 1",
                "Steer  ; d ; -1                   ; '-1'",
            })
    void otherValuesSeen(String action, String variable, String value, String last) throws IOException {
        assertRejected(event(action, variable, value, last));
    }

    /** Functions, sequences, records and sets are equal by what they map or hold. */
    @Test
    void equalValues() throws IOException {
        assertAccepted("'action':'List','after':{'last':[10,20]}");
        assertAccepted("'action':'List','after':{'last':{'2':20}}");
        assertRejected("'action':'List','after':{'last':[20,10]}");
        assertAccepted("'action':'Empty','after':{'last':[]}");
        assertAccepted("'action':'Keep','after':{'last':{'<<b, 1>>':'free'}}");
        assertRejected("'action':'Keep','after':{'last':{'<<b, 2>>':'free'}}");
        assertAccepted("'action':'Pairs','after':{'last':[{'v':'b'},{'k':1}]}");
        assertAccepted("'action':'Pairs','after':{'last':[{'k':2},{}]}");
        assertAccepted("'action':'Pairs','after':{'last':[{},{'k':2}]}");
        assertAccepted("'action':'Pairs','after':{'last':[{},{'k':1}]}");
        assertRejected("'action':'Pairs','after':{'last':[{'k':1},{'v':'a'}]}");
        assertRejected("'action':'Pairs','after':{'last':[{'k':1}]}");
    }

    /** Actions with several bound variables have words of their own, also where the values are exchanged. */
    @Test
    void severalBoundVariables() {
        State initial = oracle.initialStates().get(0);
        Set<String> words = oracle.named(initial).keySet();
        assertTrue(words.containsAll(Set.of("Transfer(a,b)", "Transfer(b,a)", "Transfer(a,a)")), words::toString);
        assertEquals(
                Map.of("x", "b", "y", "a"),
                oracle.path(initial, "Transfer(b,a)").get(0).to().get("last"));
        Set<State> after = new HashSet<>();
        oracle.steps(initial).forEach(step -> after.add(step.to()));
        words.forEach(word -> after.remove(oracle.path(initial, word).get(0).to()));
        assertEquals(Set.of(), after, "each step can be named");
    }

    private static String event(String action, String variable, String value, String last) {
        return "'action':'" + action + "','with':{'" + variable + "':'" + value.replace("\"", "\\'") + "'},"
                + "'after':{'last':" + last + "}";
    }

    private void assertAccepted(String... events) throws IOException {
        assertInstanceOf(Verdict.Accepted.class, judge(events));
    }

    private void assertRejected(String... events) throws IOException {
        assertInstanceOf(Verdict.Rejected.class, judge(events));
    }

    private Verdict judge(String... events) throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < events.length; i++) {
            text.append("{'n':").append(i + 1).append(',').append(events[i]).append("}\n");
        }
        Path file = Files.writeString(folder.resolve("trace"), text.toString().replace('\'', '"'));
        try (TraceReader trace = new TraceReader(file)) {
            return new TraceValidator(oracle, trace.header().hidden()).validate(trace);
        }
    }
}
