package io.github.widesweep.job.query;

import io.github.widesweep.OneLine;
import io.github.widesweep.UserException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lets queries of an output's tables and views through and nothing else. What a statement does is
 * seen in the plan that Spark's own parser makes of it: every node must be one that is known to
 * read, so that a statement this class knows nothing of is refused.
 */
public final class ReadOnlyQuery {
  /** Relational operators, and what they are made of while names are not looked up yet. */
  private static final Set<String> READING =
      Set.of(
          "Aggregate",
          "AsOfJoin",
          "Deduplicate",
          "Distinct",
          "Except",
          "Filter",
          "Generate",
          "GlobalLimit",
          "Intersect",
          "Join",
          "LateralJoin",
          "LimitAll",
          "LocalLimit",
          "LocalRelation",
          "Offset",
          "OneRowRelation",
          "PipeOperator",
          "Pivot",
          "Project",
          "Range",
          "RebalancePartitions",
          "Repartition",
          "RepartitionByExpression",
          "Sample",
          "Sort",
          "SubqueryAlias",
          "Tail",
          "Transpose",
          "Union",
          "Unpivot",
          "UnresolvedHaving",
          "UnresolvedHint",
          "UnresolvedInlineTable",
          "UnresolvedQualify",
          "UnresolvedRelation",
          "UnresolvedSubqueryColumnAliases",
          "UnresolvedTVFAliases",
          "UnresolvedTableValuedFunction",
          "UnresolvedTranspose",
          "UnresolvedWith",
          "Window",
          "WithWindowDefinition");

  /** Statements that say something about tables, views and functions. */
  private static final Set<String> TELLING =
      Set.of(
          "CurrentNamespace",
          "DescribeColumn",
          "DescribeFunction",
          "DescribeQueryCommand",
          "DescribeRelation",
          "ExplainCommand",
          "ShowColumns",
          "ShowFunctions",
          "ShowTables",
          "ShowViews",
          "UnresolvedFunctionName",
          "UnresolvedNamespace",
          "UnresolvedTableOrView");

  /** Statements about all tables and views. */
  private static final Set<String> ABOUT_ALL = Set.of("ShowTables", "ShowViews");

  /** Tables that are made of arguments. */
  private static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "explode",
          "explode_outer",
          "inline",
          "inline_outer",
          "json_tuple",
          "posexplode",
          "posexplode_outer",
          "range",
          "stack",
          "variant_explode",
          "variant_explode_outer");

  /** They call any method of any class. */
  private static final Set<String> CALLING = Set.of("java_method", "reflect", "try_reflect");

  /** Tables and views that the query names, in lower case. */
  private final Set<String> tables = new HashSet<>();

  /** Whether it is about all there are. */
  private boolean aboutAll;

  private ReadOnlyQuery() {}

  /**
   * Throws a {@link UserException} unless a query only reads; what Spark throws if it is not SQL.
   *
   * @return the tables and views that it is about, in lower case, whether there are such or not;
   *     nothing if it is about all
   */
  public static Optional<Set<String>> require(SparkSession spark, String query) throws Exception {
    ReadOnlyQuery read = new ReadOnlyQuery();
    read.requireReading(
        ((org.apache.spark.sql.classic.SparkSession) spark)
            .sessionState()
            .sqlParser()
            .parsePlan(query));
    return read.aboutAll ? Optional.empty() : Optional.of(Set.copyOf(read.tables));
  }

  /** The same for a condition on the columns of a table. */
  public static void requireCondition(SparkSession spark, String condition, String table)
      throws Exception {
    // By itself first: what is no whole expression could close the brackets below.
    ((org.apache.spark.sql.classic.SparkSession) spark)
        .sessionState()
        .sqlParser()
        .parseExpression(condition);
    require(spark, "SELECT * FROM %s WHERE (%s\n)".formatted(table, condition));
  }

  private void requireReading(QueryPlan<?> plan) {
    String node = plan.nodeName();
    // Scala's objects end in a dollar sign.
    String type = plan.getClass().getSimpleName().replace("$", "");
    if (!READING.contains(type) && !TELLING.contains(type)) {
      throw refused(node.isEmpty() ? type : node, "a query that only reads");
    }
    aboutAll |= ABOUT_ALL.contains(type);
    if (plan instanceof UnresolvedRelation relation) {
      requireTable(list(relation.multipartIdentifier()));
    } else if (plan instanceof UnresolvedTableOrView relation) {
      requireTable(list(relation.multipartIdentifier()));
    } else if (plan instanceof UnresolvedTableValuedFunction function) {
      String name = String.join(".", list(function.name())).toLowerCase(Locale.ROOT);
      if (!TABLE_FUNCTIONS.contains(name)) {
        throw refused("table function " + name, "a table or view of the output");
      }
    }
    list(plan.expressions()).forEach(ReadOnlyQuery::requireReading);
    inner(plan).forEach(this::requireReading);
  }

  /** What a plan is made of, the queries within its expressions and of WITH included. */
  private static Stream<QueryPlan<?>> inner(QueryPlan<?> plan) {
    if (plan instanceof ExplainCommand explain) {
      return Stream.of(explain.logicalPlan());
    } else if (plan instanceof DescribeQueryCommand describe) {
      return Stream.of(describe.plan());
    }
    return Stream.of(plan.children(), plan.innerChildren(), plan.subqueries())
        .flatMap(plans -> list((Iterable<?>) plans).stream())
        .map(child -> (QueryPlan<?>) child);
  }

  /** A name of several parts is one of another database, or of a format and a file. */
  private void requireTable(List<String> name) {
    if (name.size() != 1) {
      throw refused("table " + String.join(".", name), "a table or view of the output");
    }
    tables.add(name.get(0).toLowerCase(Locale.ROOT));
  }

  private static void requireReading(Expression expression) {
    if (expression instanceof UnresolvedFunction function) {
      List<String> parts = list(function.nameParts());
      String name = parts.get(parts.size() - 1).toLowerCase(Locale.ROOT);
      if (CALLING.contains(name)) {
        throw refused("function " + name, "a query that only reads");
      }
    }
    list(expression.children()).forEach(ReadOnlyQuery::requireReading);
  }

  private static <T> List<T> list(Iterable<T> elements) {
    return List.copyOf(CollectionConverters.asJavaCollection(elements));
  }

  private static UserException refused(String what, String expected) {
    return new UserException(
        "query: has %s, expected %s: SELECT, WITH, VALUES, DESCRIBE, SHOW TABLES, VIEWS, COLUMNS or FUNCTIONS, EXPLAIN"
            .formatted(OneLine.of(what, 100), expected));
  }
}
