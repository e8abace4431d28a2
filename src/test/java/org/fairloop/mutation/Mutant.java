package org.fairloop.mutation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The library with one thing changed by PIT.
 *
 * @param name what it is known by
 * @param packageName in which package
 * @param status what came of it, in PIT's words
 * @param description what was changed, and where, for people
 */
record Mutant(Name name, String packageName, String status, String description) {

    /**
     * What a mutant is known by. It has no line number, so that it stays the same when something else in the file changes.
     *
     * @param place the class and the method; a lambda belongs to the method that it stands in
     * @param mutator the kind of change
     * @param number which of those that this mutator makes in this method, from 1
     */
    record Name(String place, String mutator, int number) {

        /** The class, without those that are nested in it. */
        String outerClass() {
            return place.substring(0, place.indexOf('.')).replaceFirst("\\$.*", "");
        }

        @Override
        public String toString() {
            return "`" + place + "` " + mutator + " " + number;
        }
    }

    static final String SURVIVED = "SURVIVED";

    static final String KILLED = "KILLED";

    static final String TIMED_OUT = "TIMED_OUT";

    static final String NO_COVERAGE = "NO_COVERAGE";

    /** Did no test notice, or did none come by? */
    boolean survived() {
        return status.equals(SURVIVED) || status.equals(NO_COVERAGE);
    }

    /**
     * Reads what PIT has written.
     *
     * @param file mutations.xml
     * @throws IOException if the file cannot be read, or is none of PIT's
     */
    static List<Mutant> read(Path file) throws IOException {
        NodeList all;
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            // PIT writes none, and one could name other files, or grow without bound.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // which, unlike none, prints nothing
            all = builder.parse(file.toFile()).getElementsByTagName("mutation");
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " is not written by PIT: " + e.getMessage(), e);
        }
        Map<String, Integer> numbers = new HashMap<>();
        List<Mutant> mutants = new ArrayList<>();
        IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .sorted(Comparator.comparing((Element it) -> Integer.parseInt(text(it, "lineNumber")))
                        .thenComparing(it -> Integer.parseInt(text(it, "index"))))
                .forEach(it -> mutants.add(of(it, numbers)));
        return mutants;
    }

    private static Mutant of(Element it, Map<String, Integer> numbers) {
        String mutatedClass = text(it, "mutatedClass");
        int dot = mutatedClass.lastIndexOf('.');
        String place = mutatedClass.substring(dot + 1) + "."
                + text(it, "mutatedMethod").replaceFirst("^lambda\\$(.*)\\$\\d+$", "$1");
        String mutator = text(it, "mutator").replaceFirst(".*\\.", "").replaceFirst("Mutator$", "");
        return new Mutant(
                new Name(place, mutator, numbers.merge(place + mutator, 1, Integer::sum)),
                mutatedClass.substring(0, dot),
                it.getAttribute("status"),
                text(it, "sourceFile") + ":" + text(it, "lineNumber") + ", " + text(it, "description"));
    }

    private static String text(Element element, String tag) {
        return element.getElementsByTagName(tag).item(0).getTextContent();
    }
}
