package org.fairloop.modelcheck;

import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.CycleBreakingStrategy;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.fairloop.bridge.Templates;

/** Draws a small world: a circle for each state, an arrow for each transition, with the name of the action. */
final class WorldDrawing {

    private static final Template PICTURE = Templates.of(WorldDrawing.class, "world.mustache");

    private static final int CIRCLE = 28;

    /** In pixels, of the letters of the labels. */
    private static final double LETTER = 5.6;

    private static final int LINE = 12;

    static {
        LayoutMetaDataService.getInstance().registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    }

    private WorldDrawing() {}

    private record Picture(String title, long width, long height, List<Arrow> arrows, List<Circle> circles) {}

    private record Circle(int number, long x, long y, boolean initial, boolean marked) {}

    private record Arrow(String path, boolean marked, List<Label> labels) {}

    private record Label(long x, long y, String text) {}

    private record Pair(int from, int to) {}

    /**
     * Draws a world.
     *
     * @param title what it is, for those who cannot see it
     * @param graph the world
     * @param path states, by number, of a behaviour that is to stand out; may be empty
     * @return SVG, to be put into a page
     */
    static String svg(String title, Epilogue.Graph graph, List<Integer> path) {
        ElkNode root = ElkGraphUtil.createGraph();
        root.setProperty(CoreOptions.DIRECTION, Direction.RIGHT);
        root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.POLYLINE);
        root.setProperty(CoreOptions.SPACING_NODE_NODE, 24.0);
        // Arrows that lead back to a state found earlier are turned round, so that initial states stand at the left.
        root.setProperty(LayeredOptions.CYCLE_BREAKING_STRATEGY, CycleBreakingStrategy.MODEL_ORDER);
        root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
        List<ElkNode> nodes = new ArrayList<>();
        for (int i = 0; i < graph.states().size(); i++) {
            ElkNode node = ElkGraphUtil.createNode(root);
            node.setDimensions(CIRCLE, CIRCLE);
            nodes.add(node);
        }
        Map<Pair, ElkEdge> edges = new LinkedHashMap<>();
        labels(graph).forEach((pair, labels) -> {
            ElkEdge edge = ElkGraphUtil.createSimpleEdge(nodes.get(pair.from()), nodes.get(pair.to()));
            for (String text : labels) {
                ElkLabel label = ElkGraphUtil.createLabel(text, edge);
                label.setDimensions(text.length() * LETTER, LINE);
            }
            edges.put(pair, edge);
        });
        new LayeredLayoutProvider().layout(root, new BasicProgressMonitor());
        Set<Pair> marked = new HashSet<>();
        for (int i = 1; i < path.size(); i++) {
            marked.add(new Pair(path.get(i - 1), path.get(i)));
        }
        List<Arrow> arrows = new ArrayList<>();
        edges.forEach((pair, edge) -> arrows.add(arrow(edge, marked.contains(pair))));
        List<Circle> circles = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            ElkNode node = nodes.get(i);
            circles.add(new Circle(
                    i,
                    Math.round(node.getX() + CIRCLE / 2.0),
                    Math.round(node.getY() + CIRCLE / 2.0),
                    i < graph.initial(),
                    path.contains(i)));
        }
        return PICTURE.execute(
                new Picture(title, Math.round(root.getWidth()), Math.round(root.getHeight()), arrows, circles));
    }

    /** The actions from one state to another stand at one arrow. */
    private static Map<Pair, Set<String>> labels(Epilogue.Graph graph) {
        Map<Pair, Set<String>> labels = new LinkedHashMap<>();
        graph.transitions()
                .forEach(transition -> labels.computeIfAbsent(
                                new Pair(transition.from(), transition.to()), pair -> new LinkedHashSet<>())
                        .add(transition.action()));
        return labels;
    }

    private static Arrow arrow(ElkEdge edge, boolean marked) {
        StringBuilder path = new StringBuilder();
        for (ElkEdgeSection section : edge.getSections()) {
            path.append(String.format("M%d %d", Math.round(section.getStartX()), Math.round(section.getStartY())));
            section.getBendPoints()
                    .forEach(bend ->
                            path.append(String.format("L%d %d", Math.round(bend.getX()), Math.round(bend.getY()))));
            path.append(String.format("L%d %d", Math.round(section.getEndX()), Math.round(section.getEndY())));
        }
        List<Label> labels = edge.getLabels().stream()
                .map(label -> new Label(Math.round(label.getX()), Math.round(label.getY() + LINE - 3), label.getText()))
                .toList();
        return new Arrow(path.toString(), marked, labels);
    }
}
