package org.fairloop.modelcheck;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes the verdicts in the form of JUnit's reports, which servers for continuous integration read. A model is a test
 * case; it fails if it did not do what the list says, and is an error if TLC came to no verdict.
 */
final class JUnitXml {

    private JUnitXml() {}

    /**
     * Writes the verdicts.
     *
     * @param file where to
     * @param results what came of the models
     * @param seconds the time that it took
     * @throws IOException if the file cannot be written
     */
    static void write(Path file, List<Result> results, double seconds) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "model-check");
            xml.writeAttribute("tests", Integer.toString(results.size()));
            xml.writeAttribute("failures", Long.toString(count(results, false)));
            xml.writeAttribute("errors", Long.toString(count(results, true)));
            xml.writeAttribute("skipped", "0");
            xml.writeAttribute("time", time(seconds));
            for (Result result : results) {
                testCase(xml, result);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private static long count(List<Result> results, boolean errors) {
        return results.stream()
                .filter(result -> !result.isAsListed() && isError(result) == errors)
                .count();
    }

    private static boolean isError(Result result) {
        return result.observed().error() != null;
    }

    private static String time(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    private static void testCase(XMLStreamWriter xml, Result result) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", result.model().module());
        xml.writeAttribute("name", result.model().name());
        xml.writeAttribute("time", time(result.observed().seconds()));
        if (!result.isAsListed()) {
            xml.writeStartElement(isError(result) ? "error" : "failure");
            xml.writeAttribute("message", allowed(result.mismatches().get(0)));
            xml.writeAttribute("type", isError(result) ? "no verdict" : "not as listed");
            xml.writeCharacters(allowed(String.join("\n", result.mismatches())
                    + "\nlisted:   " + result.model().expect()
                    + (isError(result) ? "" : "\nobserved: " + result.observed().asListed())));
            xml.writeEndElement();
        }
        xml.writeStartElement("system-out");
        xml.writeCharacters(allowed(result.model().question() + " " + result.verdict()));
        xml.writeEndElement();
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    /** Without what XML does not allow, such as the colours of a terminal. */
    private static String allowed(String text) {
        return text.replaceAll("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?");
    }
}
