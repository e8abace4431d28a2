package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Runs are drawn as one lane for each thread. */
class LanesSvgTest {

    /** The picture is XML, with each action, what it changed, and the loop. */
    @Test
    void oneLaneForEachThread() throws Exception {
        String picture = LanesSvg.picture(new Behaviour(
                "a < b & c",
                Map.of("x", 0),
                List.of(
                        new Lanes.Row(Action.of("Begin", "t1"), Map.of("x", 1)),
                        new Lanes.Row(Action.of("End", "t2"), Map.of("x", 2))),
                new Behaviour.Loop(0, new Action("Reset", Map.of())),
                "",
                Cast.NONE));
        Document document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(picture)));
        assertEquals("a < b & c", document.getDocumentElement().getAttribute("aria-label"));
        List<String> texts = texts(document);
        assertTrue(texts.containsAll(List.of("t1", "t2", "Begin", "x=1", "End", "x=2")), texts::toString);
        assertEquals("Then Reset leads back to the state at first, and so on for ever.", texts.get(texts.size() - 1));
        NodeList lines = document.getElementsByTagName("line");
        assertEquals(1 + 2 * 2, lines.getLength(), "the mark of the loop, and two life lines in two steps");
    }

    private static List<String> texts(Document document) {
        NodeList elements = document.getElementsByTagName("text");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            texts.add(elements.item(i).getTextContent());
        }
        return texts;
    }
}
